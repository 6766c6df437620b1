// SPDX-License-Identifier: Apache-2.0
// What the text output says of one session: clocks, table, counts. A live view redraws it, the
// summary ends with it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "stats/report.h"

namespace stamp::render {

enum class Look { plain, title, alarm };

// A line without its end, and how a terminal with colours shows it.
struct Line {
	std::string text;
	Look look = Look::plain;
};

// The table alone: a line of titles and a line each for roundtrip, forward, backward, reflector. On
// a width too small for all columns, the less important ones are left out.
[[nodiscard]] std::vector<Line> delay_table(const stats::Summary &summary, std::size_t width);

// Clocks, table, counts and what the keys have to do with them, and with `pacing` how well it was
// paced. No line is wider than `width`.
[[nodiscard]] std::vector<Line> session_block(const stats::Summary &summary, std::size_t width,
					      bool pacing);

// Why no reply came. That no request left this host is an error, and reported as one.
void append_reason(std::vector<Line> &lines, const stats::Summary &summary, std::size_t width);

// The counts, folded to `width`; an alarm when something was lost.
[[nodiscard]] std::vector<Line> counts_lines(const std::string &lead, const stats::Summary &summary,
					     std::size_t width);

} // namespace stamp::render
