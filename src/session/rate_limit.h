// SPDX-License-Identifier: Apache-2.0
// Whether replies are as many as a reflector gives to one source, and not as were asked for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "stamp/limits.h"
#include "time/clock.h"

namespace stamp::session {

// Requests at this interval are more than a reflector of stamp answers, unless --rate says so.
constexpr bool exceeds_default_rate(Duration interval) {
	return interval * STAMP_RATE_PPS < std::chrono::seconds{1};
}

// A burst at once, and the rate from then on, within a tenth: timers and bursts are not exact.
// `sending`: from the first request to the last.
constexpr bool fits_default_rate(std::uint64_t sent, std::uint64_t received, Duration sending) {
	constexpr int burst = std::max(STAMP_RATE_PPS / STAMP_BURST_DIVISOR, +STAMP_BURST_MIN);
	constexpr Duration one = Duration{std::chrono::seconds{1}} / STAMP_RATE_PPS;
	const auto allowed = static_cast<std::uint64_t>(burst + sending / one);
	if (sent <= allowed || received >= sent)
		return false;
	const std::uint64_t off = received > allowed ? received - allowed : allowed - received;
	return off <= allowed / 10;
}

} // namespace stamp::session
