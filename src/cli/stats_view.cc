// SPDX-License-Identifier: Apache-2.0
#include "cli/stats_view.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

#include "render/fold.h"
#include "render/live.h"
#include "render/openmetrics.h"
#include "render/redraw.h"
#include "version.h"

namespace stamp::cli {
namespace {

constexpr std::size_t part_octets = 1 << 16; // of a text that may be long
constexpr const char *nothing = "nothing is running";

// 0: not known.
winsize terminal() {
	winsize size{};
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

} // namespace

StatsView::StatsView(const StatsOptions &options)
	: options_(options),
	  redraws_(options.watch && !options.json &&
		   render::can_redraw(isatty(STDOUT_FILENO) != 0, std::getenv("TERM"),
				      std::getenv("NO_COLOR"))) {}

SessionsWanted StatsView::wanted() const {
	SessionsWanted wanted;
	wanted.list = options_.json || options_.sessions;
	wanted.count = options_.openmetrics || (options_.sessions && !options_.json);
	if (options_.top)
		wanted.top = *options_.top;
	if (const std::size_t rows = redraws_ ? terminal().ws_row : 0; rows != 0)
		wanted.top = std::min(wanted.top.value_or(rows), rows);
	return wanted;
}

void StatsView::show(const render::StatsRound &round) {
	if (options_.json)
		show_json(round);
	else if (options_.openmetrics)
		out_.write(render::openmetrics(round.interfaces, STAMP_VERSION));
	else if (redraws_)
		redraw(round);
	else
		show_text(round);
	before_ = round;
	for (auto &interface : before_.interfaces)
		interface.sessions = nullptr; // it holds the map
}

void StatsView::show_json(const render::StatsRound &round) {
	render::write_stats_json(round.interfaces,
				 [this](std::string_view part) { out_.write(part); });
}

void StatsView::show_text(const render::StatsRound &round) {
	std::string text;
	if (round.interfaces.empty() && round.unreadable == 0)
		text = std::string(nothing) + "\n";
	render::stats_lines(round, before_, render::any_width, [&](const render::Line &line) {
		text += line.text + "\n";
		if (text.size() > part_octets)
			out_.write(std::exchange(text, {}));
	});
	out_.write(text + (options_.watch ? "\n" : ""));
}

void StatsView::redraw(const render::StatsRound &round) {
	const winsize size = terminal();
	auto lines = render::stats_block(round, before_,
					 size.ws_col != 0 ? size.ws_col : render::any_width);
	if (lines.empty() && round.unreadable == 0)
		lines.push_back({nothing});
	// The cursor cannot go up to what has scrolled away.
	if (size.ws_row != 0 && lines.size() >= size.ws_row)
		lines.resize(size.ws_row - 1u);
	out_.write(render::up(drawn_) + render::painted(lines) + std::string(render::erase_below));
	drawn_ = lines.size();
}

} // namespace stamp::cli
