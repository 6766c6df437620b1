// SPDX-License-Identifier: Apache-2.0
#include "cli/stats_view.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/plain_text.h"
#include "cli/foreground.h"
#include "render/fold.h"
#include "render/live.h"
#include "render/openmetrics.h"
#include "render/redraw.h"
#include "version.h"

namespace stamp::cli {
namespace {

constexpr std::size_t part_octets = 1 << 16; // of a text that may be long
constexpr const char *nothing = "nothing is running";
constexpr std::size_t bound = 16 * part_octets;

// 0: not known.
winsize terminal() {
	winsize size{};
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

} // namespace

StatsView::StatsView(const StatsOptions &options)
	: options_(options),
	  redraws_(options.watch && !options.json &&
		   render::can_redraw(isatty(STDOUT_FILENO) != 0, std::getenv("TERM"))),
	  colours_(render::has_colours(std::getenv("NO_COLOR"))), out_(STDOUT_FILENO, bound) {
	if (redraws_)
		watch_resumption();
}

void StatsView::write(std::string_view text) {
	while (!text.empty()) {
		const std::string_view part = text.substr(0, part_octets);
		text.remove_prefix(part.size());
		out_.write(part);
		while (out_.waiting() != 0 && out_.error() == 0) {
			pollfd fds[] = {{out_.fd(), POLLOUT, 0}, {stop_fd_, POLLIN, 0}};
			if (poll(fds, 2, -1) > 0 && fds[1].revents != 0)
				return;
			out_.push();
		}
	}
}

app::SessionsWanted StatsView::wanted() const {
	app::SessionsWanted wanted;
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
		write(render::openmetrics(round.interfaces, STAMP_VERSION));
	else if (redraws_)
		redraw(round);
	else
		show_text(round);
	before_ = round;
	for (auto &interface : before_.interfaces)
		interface.sessions = nullptr; // it holds the map
}

void StatsView::show_json(const render::StatsRound &round) {
	render::write_stats_json(round.interfaces, [this](std::string_view part) { write(part); });
}

void StatsView::show_text(const render::StatsRound &round) {
	std::string text;
	if (round.interfaces.empty() && round.unreadable == 0)
		text = std::string(nothing) + "\n";
	render::stats_lines(round, before_, render::any_width, [&](const render::Line &line) {
		text += plain_text(line.text) + "\n";
		if (text.size() > part_octets)
			write(std::exchange(text, {}));
	});
	write(text + (options_.watch ? "\n" : ""));
}

void StatsView::redraw(const render::StatsRound &round) {
	const winsize size = terminal();
	if (was_resumed())
		drawn_.clear();
	if (is_in_background(STDOUT_FILENO)) {
		drawn_.clear();
		return;
	}
	auto lines = render::stats_block(round, before_,
					 size.ws_col != 0 ? size.ws_col : render::any_width);
	if (lines.empty() && round.unreadable == 0)
		lines.push_back({nothing});
	// The cursor cannot go up to what has scrolled away.
	if (size.ws_row != 0 && lines.size() >= size.ws_row)
		lines.resize(size.ws_row - 1u);
	const std::size_t rows = render::rows_of(drawn_, size.ws_col);
	// What a narrower terminal has wrapped is gone before anything stands in its place.
	const bool wrapped = rows != drawn_.size();
	write(render::up(size.ws_row != 0 ? std::min<std::size_t>(rows, size.ws_row - 1u) : rows) +
	      (wrapped ? std::string(render::erase_below) : "") + render::painted(lines, colours_) +
	      std::string(render::erase_below));
	drawn_ = std::move(lines);
}

} // namespace stamp::cli
