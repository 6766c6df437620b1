// SPDX-License-Identifier: Apache-2.0
// What the datapath wrote into a request as it left.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "time/clock.h"
#include "time/timestamp.h"

namespace stamp::session {

struct Sent {
	UtcTime t1{};
	// As octets: a reply echoes them bit for bit (RFC 8762 4.3.1).
	time::WireTime wire_t1;
	std::uint16_t error_bits = 0; // the Error Estimate next to T1
};

// By the 32-bit number. Absent: it was not stamped, or that is forgotten.
using SentLookup = std::function<std::optional<Sent>(std::uint32_t)>;

} // namespace stamp::session
