// SPDX-License-Identifier: Apache-2.0
// Durations as people type them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "time/clock.h"

namespace stamp {

// "10", "0.5", "100ms", "1.5us", "2h": decimal digits, at most one point, then one of ns us ms s m
// h; without one of those the number counts `bare`. Exact: what is no whole number of nanoseconds
// is refused, and so is what is negative or beyond 2^63-1 ns. The error has code 0 and is a
// sentence about the text.
Result<Duration> parse_duration(std::string_view text, Duration bare = std::chrono::seconds{1});

// "1s", "100ms", "1.5us", "0s": exact, in the largest of s, ms, us, ns that is not above it.
// parse_duration() takes it back, unless it is negative.
std::string format_duration(Duration duration);

} // namespace stamp
