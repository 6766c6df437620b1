// SPDX-License-Identifier: Apache-2.0
// From names to addresses, an interface and a socket: what a sender needs before it can start.
#pragma once

#include <optional>

#include "app/way.h"
#include "base/result.h"
#include "net/udp_socket.h"
#include "session/plan.h"
#include "session/spec.h"
#include "stats/message.h"

namespace stamp::app {

// `port`: the source port, for the rules that ask for one; 0: not known yet.
Result<session::SenderPlan> plan_sender(const session::SenderSpec &spec, std::uint16_t port);

// Of ways that are known, all by this interface.
Result<session::SenderPlan> plan_of_ways(const session::SenderSpec &spec,
					 const net::Interface &iface, const std::vector<Way> &ways,
					 bool is_local);

struct BoundSender {
	session::SenderPlan plan;
	net::UdpSocket socket; // bound to the source port: the one asked for, else 862, ...
	std::optional<stats::Message> why; // ... else an ephemeral one, for this reason
};

// Binds a socket as planned, which `receives` replies or drops them. An ephemeral port may lead
// another way, which is the plan then.
Result<BoundSender> bind_sender(const session::SenderSpec &spec, session::SenderPlan plan,
				bool receives);

} // namespace stamp::app
