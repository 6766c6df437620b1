// SPDX-License-Identifier: Apache-2.0
// What stands between a socket that is bound to an interface and the wire, as rtnetlink reports it.
#pragma once

#include <cstdint>
#include <string>

#include "net/address.h"
#include "net/route.h"

namespace stamp::net {

struct WayOut {
	enum class Kind : std::uint8_t {
		clear,		 // as far as the kernel knows
		no_interface,	 // it is gone
		link_down,	 // it is set down
		no_carrier,	 // it is set up
		no_address,	 // nothing to send from
		no_route,	 // neither on it nor on another one: `name` why, if it is refused
		other_interface, // the route is on that: `name`
		local,		 // the target is an address of this host
		neighbour,	 // this one does not resolve: `name`
	};
	Kind kind = Kind::clear;
	std::string name = {};
};

// For UDP packets of `flow`, by the interface flow.by, to `target`. Sends nothing.
WayOut way_out(const Address &target, const Flow &flow);

} // namespace stamp::net
