// SPDX-License-Identifier: Apache-2.0
// Durations as people read them.
#pragma once

#include <optional>
#include <string>

#include "time/clock.h"

namespace stamp::render {

// At most four significant digits, and no more than 100 ns can make: 512ns, 41.2us, 8.021ms,
// 123.5ms, 1.234s, 2.778h. At most 9 characters. "-" when absent.
[[nodiscard]] std::string format_duration(std::optional<Duration> value);

// Two significant digits, for an estimate: 85 ns, 0.18 ms, 1.4 ms, 16 s.
[[nodiscard]] std::string format_estimate(Duration value);

// UTC with microseconds: 2026-11-23T06:19:25.511178Z.
[[nodiscard]] std::string format_time(UtcTime time);

} // namespace stamp::render
