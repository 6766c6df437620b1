// SPDX-License-Identifier: Apache-2.0
#include "render/live.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/plain_text.h"
#include "render/fold.h"
#include "render/interval.h"
#include "render/phrase.h"
#include "render/plot.h"

namespace stamp::render {

namespace {

constexpr std::size_t most_above = 64; // more than a screen is not drawn once more

} // namespace

bool can_redraw(bool is_terminal, const char *term) {
	return is_terminal && term && *term != '\0' && std::string_view(term) != "dumb";
}

bool has_colours(const char *no_color) {
	return !no_color || *no_color == '\0';
}

void LiveRenderer::resize(TerminalSize size) {
	constexpr TerminalSize usual;
	size_.columns = size.columns != 0 ? size.columns : usual.columns;
	size_.rows = size.rows != 0 ? size.rows : usual.rows;
	if (rows(drawn_) != drawn_.size())
		is_wrapped_ = true;
}

void LiveRenderer::pause(bool paused) {
	if (std::exchange(paused_, paused) != paused)
		forget();
}

void LiveRenderer::forget() {
	drawn_.clear();
	above_.clear();
	is_wrapped_ = false;
}

void LiveRenderer::start(const stats::Start &start) {
	sessions_.started(start);
	print_above(header_phrase(start));
}

void LiveRenderer::write_warning(const stats::Warning &warning) {
	print_above(sessions_.warning(warning));
}

void LiveRenderer::progress(const std::vector<stats::Summary> &sessions) {
	// A frame that nobody has seen yet is not worth a second one.
	if (paused_ || outlet().waiting() != 0)
		return;
	std::string out = is_wrapped_ ? erased_after_wrapping() : up(drawn_.size());
	drawn_ = frame(sessions);
	out += painted(drawn_, options_.colours);
	out += erase_below;
	outlet().write(out);
}

void LiveRenderer::interval(const stats::Interval &interval) {
	const std::string name = sessions_.several() ? sessions_.name(interval.session) + " " : "";
	print_above(name + interval_phrase(interval));
}

void LiveRenderer::summary(const stats::Summary &summary) {
	std::vector<Line> lines;
	if (!sessions_.several() || options_.verbose)
		append_block(lines, summary);
	if (!sessions_.several())
		append_reason(lines, summary, size_.columns);
	if (const auto total = sessions_.ended(summary)) {
		lines.push_back({""});
		append_targets(lines, sessions_.rows(), *total, size_.columns);
	}
	outlet().write_surely(erased() + painted(lines, options_.colours));
}

void LiveRenderer::append_block(std::vector<Line> &lines, const stats::Summary &summary) const {
	if (sessions_.several()) {
		const std::string target = sessions_.target(summary.session);
		lines.push_back({""});
		lines.push_back({std::string(cut(target, size_.columns)), Look::title});
	}
	for (Line &line : session_block(summary, size_.columns, options_.verbose))
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

void LiveRenderer::histogram(const stats::Bars &bars) {
	plot(outlet(), "roundtrip to " + bars.target, bars.bins, size_.columns);
}

void LiveRenderer::log_above(std::string_view lines) {
	while (!lines.empty()) {
		const std::size_t end = std::min(lines.find('\n'), lines.size());
		print_above(std::string(lines.substr(0, end)));
		lines.remove_prefix(std::min(end + 1, lines.size()));
	}
}

// A line that stays, above what is redrawn; that comes with the next progress() when it has to be
// made for another width.
void LiveRenderer::print_above(const std::string &text) {
	const std::vector<Line> redrawn = is_wrapped_ ? std::vector<Line>() : drawn_;
	Above above{text, {}};
	std::string out = erased();
	for (std::string &line : fold(plain_text(text), size_.columns)) {
		out += line + "\n";
		above.lines.push_back({std::move(line)});
	}
	above_.push_back(std::move(above));
	if (above_.size() > most_above)
		above_.erase(above_.begin());
	outlet().write_surely(out + painted(redrawn, options_.colours));
	drawn_ = redrawn;
}

std::string LiveRenderer::erased() {
	if (is_wrapped_)
		return erased_after_wrapping();
	const std::size_t lines = std::exchange(drawn_, {}).size();
	return lines == 0 ? "" : up(lines) + std::string(erase_below);
}

// From the first line of ours that is on the screen: where a terminal does not wrap, what is above
// may lose some lines, ours are whole. Leaves what is not redrawn as it stands now.
std::string LiveRenderer::erased_after_wrapping() {
	is_wrapped_ = false;
	std::size_t up_rows = rows(std::exchange(drawn_, {}));
	std::vector<Above> kept;
	while (!above_.empty() && up_rows + rows(above_.back().lines) < size_.rows) {
		up_rows += rows(above_.back().lines);
		kept.insert(kept.begin(), std::move(above_.back()));
		above_.pop_back();
	}
	std::string out = up(std::min(up_rows, size_.rows - 1)) + std::string(erase_below);
	above_.clear();
	for (Above &above : kept) {
		above.lines.clear();
		for (std::string &line : fold(plain_text(above.text), size_.columns)) {
			out += line + "\n";
			above.lines.push_back({std::move(line)});
		}
		above_.push_back(std::move(above));
	}
	return out;
}

} // namespace stamp::render
