// SPDX-License-Identifier: Apache-2.0
// Which way the kernel would send a packet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/address.h"

namespace stamp::net {

// What decides a packet's way apart from its target: all that the rules of ip-rule(8) look at.
struct Flow {
	std::optional<Address> source = {}; // of the family of the target, and local
	int by = 0;			    // interface that the socket is bound to; 0: to none
	std::uint8_t tos = 0;		    // DSCP << 2 | ECN
	std::uint32_t mark = 0;
	// UDP; 0: not known, and of no rule that asks for one.
	std::uint16_t source_port = 0, destination_port = 0;
};

enum class RouteKind {
	unicast,   // to another host
	local,	   // to this host itself: `iface` is the loopback device
	broadcast, // to every host of a subnet
};

struct Route {
	int index = 0;			// of the interface it leaves by
	std::string iface;		// its name
	std::optional<Address> source;	// the kernel's choice; absent when it names none
	std::optional<Address> gateway; // of either family; absent: the target is a neighbour
	RouteKind kind = RouteKind::unicast;

	[[nodiscard]] bool is_local() const { return kind == RouteKind::local; }
};

// The route that UDP packets of `flow` to `target` take. The scope of a link-local target decides
// its interface. "find a route to 203.0.113.7" with ENETUNREACH or EHOSTUNREACH; code 0 with words
// of its own when a rule or route refuses such packets; "send from 192.0.2.77" with EADDRNOTAVAIL
// when the source is not of this host, EINVAL when it is of the other family.
Result<Route> route_to(const Address &target, const Flow &flow = {});

// Why this host's routes and rules refuse such packets; null: they do not.
const char *refusal(const Address &target, const Flow &flow);

// Whether a route leads to `target` by the interface flow.by. Without one the kernel takes an IPv4
// target for a neighbour on that interface.
bool has_route(const Address &target, const Flow &flow);

} // namespace stamp::net
