// SPDX-License-Identifier: Apache-2.0
// The 16 bits of an Error Estimate (RFC 4656 4.1.2, Z of RFC 8186 2.3), in host byte order.
#pragma once

#include <cstdint>
#include <optional>

#include "time/clock.h"

namespace stamp::time {

struct ErrorEstimate {
	bool synced = false;	       // S: the clock follows UTC by an external source
	bool ptp = false;	       // Z: the timestamps next to it are PTPv2 truncated
	std::optional<Duration> error; // absent: Multiplier 0, which says nothing
};

// Rounds the error up to the next of the 2^14 values; zero and negative become the smallest one
// (2^-32 s), since a Multiplier of 0 is forbidden.
[[nodiscard]] std::uint16_t encode_error_estimate(Duration error, bool synced, bool ptp);

// Rounds up to whole nanoseconds; what exceeds a Duration becomes Duration::max().
[[nodiscard]] ErrorEstimate decode_error_estimate(std::uint16_t bits);

} // namespace stamp::time
