// SPDX-License-Identifier: Apache-2.0
// Which way the kernel would send a packet.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "net/address.h"

namespace stamp::net {

struct Route {
	int index = 0;		       // of the interface it leaves by
	std::string iface;	       // its name
	std::optional<Address> source; // the kernel's choice; absent when it names none
	bool is_local = false;	       // to this host itself: `iface` is the loopback device
};

// The route to `target`, for packets from `source` if given (of the same family, and local). The
// scope of a link-local target decides its interface. "find a route to 203.0.113.7" with
// ENETUNREACH, EHOSTUNREACH, EACCES (prohibited), EINVAL (source of the other family or not
// local).
Result<Route> route_to(const Address &target, const std::optional<Address> &source = {});

} // namespace stamp::net
