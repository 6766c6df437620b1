// SPDX-License-Identifier: Apache-2.0
// What `stamp stats` and `stamp reflector show` print.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "render/block.h"
#include "stats/reflector_report.h"

namespace stamp::render {

using stats::StatsRound;

inline constexpr std::string_view nothing_running = "nothing is running";
inline constexpr std::size_t part_octets = 1 << 16; // of a text that may be long

[[nodiscard]] bool is_nothing(const StatsRound &round);
// To compare the next round with. The sessions hold a map, and are not compared.
[[nodiscard]] StatsRound without_sessions(StatsRound round);

using LineHandler = std::function<void(const Line &)>;
using TextHandler = std::function<void(std::string_view)>;

// A title for each interface, a line for each counter that is not 0, with its rate if there was a
// round before, warnings, and the sessions that were asked for. No line is wider than `width`.
void stats_lines(const StatsRound &round, const StatsRound &before, std::size_t width,
		 const LineHandler &take);
// The same in one piece.
[[nodiscard]] std::vector<Line> stats_block(const StatsRound &round, const StatsRound &before,
					    std::size_t width);
// {"v":1,"type":"stats",...}, part by part: a million sessions are 200 MB.
void write_stats_json(const std::vector<stats::InterfaceStats> &interfaces,
		      const TextHandler &take);
[[nodiscard]] std::string stats_json(const std::vector<stats::InterfaceStats> &interfaces);

// A line each, and one for each warning.
[[nodiscard]] std::string show_text(const std::vector<stats::PinnedReflector> &reflectors);
// {"v":1,"type":"reflectors",...}
[[nodiscard]] std::string show_json(const std::vector<stats::PinnedReflector> &reflectors);

} // namespace stamp::render
