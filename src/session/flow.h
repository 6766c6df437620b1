// SPDX-License-Identifier: Apache-2.0
// What the requests of a sender have in common for the kernel's routes and rules.
#pragma once

#include <cstdint>

#include "net/route.h"
#include "session/spec.h"

namespace stamp::session {

// `by`: the interface of the socket; 0: the route decides. `source_port`: 0: not known yet.
inline net::Flow flow_of(const SenderSpec &spec, int by, std::uint16_t source_port,
			 std::uint16_t destination_port) {
	return {.source = spec.source,
		.by = by,
		.tos = static_cast<std::uint8_t>(spec.dscp << 2 | spec.ecn),
		.mark = spec.mark,
		.source_port = source_port,
		.destination_port = destination_port};
}

} // namespace stamp::session
