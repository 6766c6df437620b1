// SPDX-License-Identifier: Apache-2.0
// Durations as numbers to calculate with, at the limits of 64 bits too. Internal to stats/.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "time/clock.h"

namespace stamp::stats {

// a - b in ns. The difference of two Durations needs 65 bits, so it is taken before the rounding.
inline double difference(Duration a, Duration b) {
	std::int64_t fits = 0;
	if (!__builtin_sub_overflow(a.count(), b.count(), &fits)) // nearly always
		return static_cast<double>(fits);
	const auto ua = static_cast<std::uint64_t>(a.count());
	const auto ub = static_cast<std::uint64_t>(b.count());
	return a >= b ? static_cast<double>(ua - ub) : -static_cast<double>(ub - ua);
}

// The nearest Duration; what does not fit becomes the limit.
inline Duration to_duration(double ns) {
	constexpr double limit = 0x1p63;
	if (ns >= limit)
		return Duration::max();
	if (ns <= -limit)
		return Duration::min();
	return Duration{std::llround(ns)};
}

// origin + offset, kept inside [low, high]. origin must lie in there.
inline Duration offset_within(Duration origin, double offset, Duration low, Duration high) {
	if (offset >= difference(high, origin))
		return high;
	if (offset <= difference(low, origin))
		return low;
	const auto steps = static_cast<std::uint64_t>(std::round(std::abs(offset)));
	const auto start = static_cast<std::uint64_t>(origin.count());
	return Duration{static_cast<std::int64_t>(offset < 0 ? start - steps : start + steps)};
}

} // namespace stamp::stats
