// SPDX-License-Identifier: Apache-2.0
// Clocks as types: the difference of two times of different clocks does not compile.
#pragma once

#include <chrono>
#include <cstdint>

namespace stamp {

using Duration = std::chrono::nanoseconds; // signed: a one-way delay may be negative

// UTC in nanoseconds since 1970 (Unix time): what T1..T4 are in, whatever the wire format.
struct UtcClock {
	using duration = Duration;
	using rep = duration::rep;
	using period = duration::period;
	using time_point = std::chrono::time_point<UtcClock>;
	static constexpr bool is_steady = false;
};

// TAI in nanoseconds since 1970-01-01 TAI (RFC 8877 4.3): what PTP timestamps are in.
struct TaiClock {
	using duration = Duration;
	using rep = duration::rep;
	using period = duration::period;
	using time_point = std::chrono::time_point<TaiClock>;
	static constexpr bool is_steady = false;
};

using UtcTime = UtcClock::time_point;
using TaiTime = TaiClock::time_point;
// CLOCK_MONOTONIC: deadlines, timeouts and pacing. Never on the wire.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

inline UtcTime utc(std::int64_t ns) {
	return UtcTime{Duration{ns}};
}
inline std::int64_t ns(UtcTime t) {
	return t.time_since_epoch().count();
}
inline MonoTime mono_now() {
	return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

} // namespace stamp
