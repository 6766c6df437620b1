// SPDX-License-Identifier: Apache-2.0
// What a sender's spec comes to on this host: an interface, addresses, session identifiers, octets.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/address.h"
#include "net/iface.h"
#include "session/spec.h"
#include "tlv/tail.h"

namespace stamp::session {

struct TargetPlan {
	net::Endpoint to;
	net::Address source = {};	    // that its requests leave with
	std::uint16_t ssid = 0;		    // 0: none
	std::optional<tlv::Plan> tlvs = {}; // when some were asked for
};

struct SenderPlan {
	net::Interface iface;
	bool is_local = false;		 // to this host itself, and `iface` was not named
	std::uint16_t source_port = 0;	 // that the socket is bound to; 0: not yet
	std::vector<TargetPlan> targets; // in the order of the spec
};

// What the TLVs of that target depend on.
inline tlv::Session tlv_session(const SenderSpec &spec, const SenderPlan &plan,
				const TargetPlan &target) {
	return {.own = {target.source, plan.source_port},
		.target = target.to,
		.dscp = spec.dscp,
		.ecn = spec.ecn,
		.access_report = spec.access_report};
}

} // namespace stamp::session
