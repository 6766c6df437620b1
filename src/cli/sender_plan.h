// SPDX-License-Identifier: Apache-2.0
// From names to addresses, an interface and a socket: what a sender needs before it can start.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/error_line.h"
#include "cli/options.h"
#include "net/iface.h"
#include "net/udp_socket.h"

namespace stamp::cli {

struct SenderPlan {
	net::Interface iface;
	std::vector<net::Endpoint> targets; // of one address family
	net::Address source;		    // what the start line shows
};

// UsageError: what was asked for contradicts itself. Error: the host or the network cannot.
using PlanResult = std::variant<SenderPlan, UsageError, Error>;

PlanResult plan_sender(const SenderOptions &options);

// Bound to the source port: the one asked for, else 862, else (said in `why`) an ephemeral one.
struct BoundSocket {
	net::UdpSocket socket;
	std::string why; // the default port was not to be had
};

Result<BoundSocket> bind_sender(const SenderOptions &options, const SenderPlan &plan);

} // namespace stamp::cli
