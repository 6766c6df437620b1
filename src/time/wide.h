// SPDX-License-Identifier: Apache-2.0
// 128-bit integers for exact conversions of times; -Wpedantic knows them by __extension__ only.
#pragma once

#include <cstdint>

#include "time/clock.h"

namespace stamp::time {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

inline constexpr std::int64_t ns_per_s = 1'000'000'000;

constexpr uint128 divide_up(uint128 dividend, uint128 divisor) {
	return (dividend + divisor - 1) / divisor;
}

constexpr Duration saturated(int128 ns) {
	if (ns > Duration::max().count())
		return Duration::max();
	if (ns < Duration::min().count())
		return Duration::min();
	return Duration{static_cast<std::int64_t>(ns)};
}

} // namespace stamp::time
