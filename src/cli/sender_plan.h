// SPDX-License-Identifier: Apache-2.0
// From names to addresses, an interface and a socket: what a sender needs before it can start.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/way.h"
#include "net/iface.h"
#include "net/udp_socket.h"

namespace stamp::cli {

struct SenderPlan {
	net::Interface iface;
	bool is_local = false; // to this host itself, and `iface` was not named
	std::vector<net::Endpoint> targets;
	std::vector<net::Address> sources; // one per target: what its start line shows
};

// `port`: the source port, for the rules that ask for one; 0: not known yet.
Planned<SenderPlan> plan_sender(const SenderOptions &options, std::uint16_t port);

// Bound to the source port: the one asked for, else 862, else (said in `why`) an ephemeral one.
struct BoundSocket {
	net::UdpSocket socket;
	std::string why; // the default port was not to be had
};

struct BoundSender {
	SenderPlan plan;
	BoundSocket bound;
};

// Binds a socket as planned. An ephemeral port may lead another way, which is the plan then.
Planned<BoundSender> bind_sender(const SenderOptions &options, SenderPlan plan);

} // namespace stamp::cli
