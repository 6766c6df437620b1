// SPDX-License-Identifier: Apache-2.0
#include "render/block.h"

#include <array>
#include <iterator>
#include <optional>

#include "render/duration.h"
#include "render/fold.h"
#include "render/phrase.h"
#include "render/sentence.h"
#include "render/tlv.h"

namespace stamp::render {

namespace {

using stats::DelaySummary;

struct Column {
	const char *title;
	std::optional<Duration> DelaySummary::*value;
	std::size_t rank; // columns of a lower rank stay longer when the terminal is narrow
};

constexpr std::array table_columns{
	Column{"min", &DelaySummary::min, 3},	Column{"p50", &DelaySummary::p50, 1},
	Column{"avg", &DelaySummary::mean, 6},	Column{"p99", &DelaySummary::p99, 4},
	Column{"max", &DelaySummary::max, 2},	Column{"jitter", &DelaySummary::jitter, 5},
	Column{"last", &DelaySummary::last, 0},
};

constexpr std::size_t label_width = 18, first_width = 9, column_width = 10;

std::size_t columns_that_fit(std::size_t width) {
	std::size_t count = 1;
	while (count < table_columns.size() &&
	       label_width + first_width + count * column_width <= width)
		count++;
	return count;
}

void append_right(std::string &line, const std::string &text, std::size_t width) {
	line.append(text.size() < width ? width - text.size() : 0, ' ');
	line += text;
}

// A row of the table; without a delay, its titles.
std::string row(std::string label, const DelaySummary *delay, std::size_t width) {
	const std::size_t shown = columns_that_fit(width);
	label.resize(label_width, ' ');
	std::size_t cell = first_width;
	for (const Column &column : table_columns) {
		if (column.rank >= shown)
			continue;
		append_right(label, delay ? format_duration(delay->*column.value) : column.title,
			     cell);
		cell = column_width;
	}
	return std::string(cut(label, width));
}

void append_folded(std::vector<Line> &lines, const std::string &text, std::size_t width,
		   Look look) {
	for (std::string &line : fold(text, width))
		lines.push_back({std::move(line), look});
}

} // namespace

std::vector<Line> delay_table(const stats::Summary &s, std::size_t width) {
	// How one turnaround differs from the next says nothing about the path.
	DelaySummary reflector = s.proc;
	reflector.jitter.reset();
	return {
		{row("", nullptr, width), Look::title},
		{row("roundtrip", &s.rtt, width)},
		{row("forward (near-end)", &s.fwd, width)},
		{row("backward (far-end)", &s.bwd, width)},
		{row("reflector", &reflector, width)},
	};
}

std::vector<Line> session_block(const stats::Summary &s, std::size_t width, bool pacing) {
	std::vector<Line> lines;
	append_folded(lines, clocks_phrase(s), width, Look::plain);
	for (Line &line : delay_table(s, width))
		lines.push_back(std::move(line));
	for (Line &line : counts_lines("", s, width))
		lines.push_back(std::move(line));
	if (const std::string stranger = stranger_phrase(s); !stranger.empty())
		append_folded(lines, stranger, width, Look::alarm);
	if (const std::string offset = utc_offset_phrase(s); !offset.empty())
		append_folded(lines, offset, width, Look::alarm);
	if (const std::string outages = outage_phrase(s); !outages.empty())
		append_folded(lines, outages, width, Look::plain);
	if (const std::string keys = keys_phrase(s); !keys.empty())
		append_folded(lines, keys, width, Look::alarm);
	for (const stats::TlvTally &tally : s.tlvs.value_or(std::vector<stats::TlvTally>{}))
		append_folded(lines, tlv_phrase(tally), width,
			      tally.answered == 0 ? Look::alarm : Look::plain);
	if (pacing)
		append_folded(lines, pacing_phrase(s.pacing_error), width, Look::plain);
	return lines;
}

void append_reason(std::vector<Line> &lines, const stats::Summary &s, std::size_t width) {
	if (s.reason && s.bad_auth == 0 && s.sent != 0)
		append_folded(lines, "no reply: " + sentence(*s.reason), width, Look::alarm);
}

std::vector<Line> counts_lines(const std::string &lead, const stats::Summary &s,
			       std::size_t width) {
	std::vector<Line> lines;
	append_folded(lines, lead + all_counts_phrase(s), width,
		      s.lost != 0 || s.not_sent != 0 ? Look::alarm : Look::plain);
	return lines;
}

} // namespace stamp::render
