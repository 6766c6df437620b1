// SPDX-License-Identifier: Apache-2.0
// Which address of a target the requests go to, and by which interface.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/iface.h"
#include "net/route.h"
#include "session/spec.h"

namespace stamp::app {

// The one that was asked for, if only by the source address.
net::Family family_of(const session::SenderSpec &spec);

struct Way {
	net::Endpoint target;
	net::Address source; // that the requests leave with
	int ifindex = 0;     // that they leave by
	bool is_local = false;
};

// The first address of the target that requests can reach, as ping takes it: by `iface` (null: by
// any). A neighbour without a route to it, or this host itself, only when there is no other.
Result<Way> find_way(const session::SenderSpec &spec, const net::HostPort &target,
		     const net::Interface *iface, std::uint16_t port);

// The same of addresses that are known, one at least, and never blocks.
Result<Way> best_way(const session::SenderSpec &spec, const std::vector<net::Address> &addresses,
		     std::uint16_t to_port, const net::Interface *iface, std::uint16_t port);

} // namespace stamp::app
