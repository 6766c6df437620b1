// SPDX-License-Identifier: Apache-2.0
// What `stamp stats` and `stamp reflector show` print.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "render/block.h"
#include "stats/reflector_report.h"

namespace stamp::render {

// One look at all counters; what a second look sees is compared with it.
struct StatsRound {
	std::vector<stats::InterfaceStats> interfaces;
	Duration since_last{}; // 0: there was none before
};

// A title for each interface and a line for each counter that is not 0, with its rate if there was
// a round before. No line is wider than `width`.
[[nodiscard]] std::vector<Line> stats_block(const StatsRound &round, const StatsRound &before,
					    std::size_t width);
// {"v":1,"type":"stats",...}
[[nodiscard]] std::string stats_json(const std::vector<stats::InterfaceStats> &interfaces);

// A line each, and one for each warning.
[[nodiscard]] std::string show_text(const std::vector<stats::PinnedReflector> &reflectors);
// {"v":1,"type":"reflectors",...}
[[nodiscard]] std::string show_json(const std::vector<stats::PinnedReflector> &reflectors);

} // namespace stamp::render
