// SPDX-License-Identifier: Apache-2.0
#include "render/targets_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "render/duration.h"
#include "render/fold.h"
#include "render/phrase.h"
#include "render/sentence.h"

namespace stamp::render {
namespace {

enum { target, sent, lost, loss, p50, p99, maximum, jitter, column_count };
using Cells = std::array<std::string, column_count>;

double loss_of(const stats::Summary &s) {
	return stats::loss_ratio(s).value_or(1);
}

bool is_worse(const TargetRow &a, const TargetRow &b) {
	const double loss_a = loss_of(a.summary), loss_b = loss_of(b.summary);
	if (loss_a != loss_b)
		return loss_a > loss_b;
	return a.summary.rtt.p99.value_or(Duration::max()) >
	       b.summary.rtt.p99.value_or(Duration::max());
}

Cells titles() {
	return {"target", "sent", "lost", "loss", "p50", "p99", "max", "jitter"};
}

Cells cells_of(const std::string &name, const stats::Summary &s) {
	return {name,
		std::to_string(s.sent),
		std::to_string(s.lost),
		s.received + s.lost == 0 ? "-" : percent_phrase(loss_of(s)),
		format_duration(s.rtt.p50),
		format_duration(s.rtt.p99),
		format_duration(s.rtt.max),
		format_duration(s.rtt.jitter)};
}

std::vector<Line> lines_of(const std::vector<TargetRow> &rows, std::string TargetRow::*name) {
	std::vector<Cells> table = {titles()};
	for (const TargetRow &row : rows)
		table.push_back(cells_of(row.*name, row.summary));
	std::array<std::size_t, column_count> widths{};
	for (const Cells &cells : table)
		for (std::size_t i = 0; i < column_count; i++)
			widths[i] = std::max(widths[i], columns(cells[i]));
	std::vector<Line> lines;
	for (std::size_t i = 0; i < table.size(); i++) {
		std::string text;
		for (std::size_t j = 0; j < column_count; j++) {
			const std::string pad(widths[j] - columns(table[i][j]), ' ');
			text += j == target ? table[i][j] + pad : "  " + pad + table[i][j];
		}
		const bool alarm = i != 0 && rows[i - 1].summary.lost != 0;
		lines.push_back({std::move(text), i == 0  ? Look::title
						  : alarm ? Look::alarm
							  : Look::plain});
	}
	return lines;
}

// Which targets gave no reply at all, and why.
std::vector<std::string> reasons_of(const std::vector<TargetRow> &rows) {
	std::vector<std::string> all;
	for (const TargetRow &row : rows)
		if (row.summary.reason && row.summary.bad_auth == 0)
			all.push_back(row.name + ": no reply: " + sentence(*row.summary.reason));
	return all;
}

} // namespace

std::vector<Line> targets_table(std::vector<TargetRow> rows, std::size_t width) {
	std::stable_sort(rows.begin(), rows.end(), is_worse);
	std::vector<Line> lines = lines_of(rows, &TargetRow::target);
	if (columns(lines.front().text) > width)
		lines = lines_of(rows, &TargetRow::name);
	for (Line &line : lines)
		line.text = std::string(cut(line.text, width));
	return lines;
}

void append_targets(std::vector<Line> &lines, const std::vector<TargetRow> &rows,
		    const stats::Summary &total, std::size_t width) {
	for (Line &line : targets_table(rows, width))
		lines.push_back(std::move(line));
	for (Line &line : counts_lines("all targets: ", total, width))
		lines.push_back(std::move(line));
	std::vector<std::string> texts = reasons_of(rows);
	texts.push_back(stranger_phrase(total));
	texts.push_back(keys_phrase(total));
	for (const std::string &text : texts)
		for (std::string &line : fold(text, width))
			if (!line.empty())
				lines.push_back({std::move(line), Look::alarm});
}

} // namespace stamp::render
