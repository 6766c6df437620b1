// SPDX-License-Identifier: Apache-2.0
// The summary of a run with several targets: a row for each, the worst on top.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "render/block.h"
#include "stats/report.h"

namespace stamp::render {

struct TargetRow {
	std::string target, name; // "edge7.example.net (203.0.113.7:862)" and "edge7.example.net"
	stats::Summary summary;
};

// The highest loss first; of those that lost as much the highest p99. A target that took no request
// or sent no reply is worse than any that did. Names where the targets in full do not fit.
[[nodiscard]] std::vector<Line> targets_table(std::vector<TargetRow> rows, std::size_t width);

// That table, and below it what all targets have together.
void append_targets(std::vector<Line> &lines, const std::vector<TargetRow> &rows,
		    const stats::Summary &total, std::size_t width);

} // namespace stamp::render
