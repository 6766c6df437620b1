// SPDX-License-Identifier: Apache-2.0
#include "render/live.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "render/fold.h"
#include "render/phrase.h"
#include "render/redraw.h"

namespace stamp::render {

bool can_redraw(bool is_terminal, const char *term, const char *no_color) {
	return is_terminal && (!no_color || *no_color == '\0') && term && *term != '\0' &&
	       std::string_view(term) != "dumb";
}

void LiveRenderer::resize(TerminalSize size) {
	constexpr TerminalSize usual;
	size_.columns = size.columns != 0 ? size.columns : usual.columns;
	size_.rows = size.rows != 0 ? size.rows : usual.rows;
	if (std::any_of(drawn_.begin(), drawn_.end(),
			[&](const Line &line) { return columns(line.text) > size_.columns; }))
		drawn_.clear();
}

void LiveRenderer::start(const stats::Start &start) {
	sessions_.started(start);
	print_above(header_phrase(start));
}

void LiveRenderer::warning(const stats::Warning &warning) {
	print_above(sessions_.warning(warning));
}

void LiveRenderer::progress(const std::vector<stats::Summary> &sessions) {
	std::string out = up(drawn_.size());
	drawn_ = frame(sessions);
	out += painted(drawn_);
	out += erase_below;
	out_.write(out);
}

void LiveRenderer::summary(const stats::Summary &summary) {
	std::vector<Line> lines;
	if (!sessions_.several() || verbose_)
		append_block(lines, summary);
	if (const auto total = sessions_.ended(summary)) {
		lines.push_back({""});
		append_targets(lines, sessions_.rows(), *total, size_.columns);
	}
	out_.write(erased() + painted(lines));
}

void LiveRenderer::append_block(std::vector<Line> &lines, const stats::Summary &summary) const {
	if (sessions_.several()) {
		const std::string target = sessions_.target(summary.session);
		lines.push_back({""});
		lines.push_back({std::string(cut(target, size_.columns)), Look::title});
	}
	for (Line &line : session_block(summary, size_.columns, verbose_))
		lines.push_back(std::move(line));
}

// The cursor cannot go up to what has scrolled away: a frame is lower than the terminal.
std::vector<Line> LiveRenderer::frame(const std::vector<stats::Summary> &sessions) const {
	std::vector<Line> lines;
	for (const stats::Summary &summary : sessions)
		append_block(lines, summary);
	return lines.size() < size_.rows ? lines : overview(sessions);
}

std::vector<Line> LiveRenderer::overview(const std::vector<stats::Summary> &sessions) const {
	std::vector<Line> lines;
	const auto append = [&](const std::string &text, Look look) {
		lines.push_back({std::string(cut(text, size_.columns)), look});
	};
	for (const stats::Summary &s : sessions) {
		const std::size_t left = sessions.size() - lines.size();
		if (left > 1 && lines.size() + 2 >= size_.rows) {
			append("and " + std::to_string(left) + " more", Look::plain);
			break;
		}
		append(sessions_.name(s.session) + ": " + short_phrase(s),
		       s.lost != 0 ? Look::alarm : Look::plain);
	}
	return lines;
}

// A line that stays, above what is redrawn.
void LiveRenderer::print_above(const std::string &text) {
	const std::vector<Line> redrawn = drawn_;
	std::string out = erased();
	for (const std::string &line : fold(text, size_.columns))
		out += line + "\n";
	out_.write(out + painted(redrawn));
	drawn_ = redrawn;
}

std::string LiveRenderer::erased() {
	const std::size_t lines = std::exchange(drawn_, {}).size();
	return lines == 0 ? "" : up(lines) + std::string(erase_below);
}

} // namespace stamp::render
