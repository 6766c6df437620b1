// SPDX-License-Identifier: Apache-2.0
#include "cli/stats_cmd.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "base/privilege.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/pinned_report.h"
#include "cli/role.h"
#include "render/fold.h"
#include "render/live.h"
#include "render/openmetrics.h"
#include "render/redraw.h"
#include "render/stats.h"
#include "render/stream.h"
#include "session/signals.h"
#include "version.h"

namespace stamp::cli {
namespace {

using render::StatsRound;

class View {
public:
	explicit View(const StatsOptions &options)
		: options_(options),
		  redraws_(options.watch && !options.json &&
			   render::can_redraw(isatty(STDOUT_FILENO) != 0, std::getenv("TERM"),
					      std::getenv("NO_COLOR"))) {}

	void show(const StatsRound &round) {
		if (options_.json)
			out_.write(render::stats_json(round.interfaces));
		else if (options_.openmetrics)
			out_.write(render::openmetrics(round.interfaces, STAMP_VERSION));
		else
			show_text(round);
		before_ = round;
	}
	[[nodiscard]] int error() const { return out_.error(); }

private:
	void show_text(const StatsRound &round) {
		winsize size{};
		const bool known = redraws_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
		auto lines = render::stats_block(round, before_,
						 known && size.ws_col != 0 ? size.ws_col
									   : render::any_width);
		if (lines.empty())
			lines.push_back({"nothing is running"});
		if (!redraws_) {
			std::string text;
			for (const render::Line &line : lines)
				text += line.text + "\n";
			out_.write(text + (options_.watch ? "\n" : ""));
			return;
		}
		// The cursor cannot go up to what has scrolled away.
		if (known && size.ws_row != 0 && lines.size() >= size.ws_row)
			lines.resize(size.ws_row - 1u);
		out_.write(render::up(drawn_) + render::painted(lines) +
			   std::string(render::erase_below));
		drawn_ = lines.size();
	}

	StatsOptions options_;
	bool redraws_;
	render::Stream out_{stdout};
	StatsRound before_;
	std::size_t drawn_ = 0;
};

int nothing_there(const StatsOptions &options) {
	spdlog::warn("nothing is running{}", options.iface.empty() ? "" : " on " + options.iface);
	return exit_no_reply;
}

// ENOENT, no bpffs, is nothing that runs.
Result<StatsRound> look(const StatsOptions &options) {
	auto interfaces = read_stats(options.iface);
	if (!interfaces && interfaces.error().code != ENOENT)
		return std::move(interfaces).error();
	return StatsRound{interfaces ? std::move(interfaces).value()
				     : std::vector<stats::InterfaceStats>{},
			  {}};
}

// False: a signal came first.
bool wait_until(const session::Signals &signals, MonoTime deadline) {
	pollfd fd = {signals.fd(), POLLIN, 0};
	for (;;) {
		const Duration left = deadline - mono_now();
		if (left <= Duration::zero())
			return true;
		const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
		if (poll(&fd, 1, static_cast<int>(ms)) > 0)
			return false;
	}
}

int watch(const StatsOptions &options, View &view) {
	auto signals = session::Signals::take_over();
	if (!signals)
		return fail(signals.error());
	MonoTime last = mono_now();
	while (view.error() == 0 && wait_until(*signals, last + *options.watch)) {
		auto round = look(options);
		if (!round)
			return fail(round.error());
		const MonoTime now = mono_now();
		round->since_last = now - last;
		last = now;
		view.show(*round);
	}
	return exit_ok;
}

void talk_of_sessions(const StatsOptions &options, const StatsRound &round) {
	const bool reflects = std::any_of(round.interfaces.begin(), round.interfaces.end(),
					  [](const auto &s) { return s.role == "reflector"; });
	if (options.sessions && reflects)
		spdlog::warn("a stateless reflector keeps no sessions");
}

} // namespace

int run_stats(const StatsOptions &options) {
	set_up_talk({});
	if (auto able = privilege::require({CAP_BPF}); !able)
		return fail(std::move(able).error().while_doing("read the counters"));
	const auto round = look(options);
	if (!round)
		return fail(round.error());
	View view(options);
	if (round->interfaces.empty()) {
		// Programs get their object, with nothing in it.
		if (options.json || options.openmetrics)
			view.show(*round);
		return nothing_there(options);
	}
	talk_of_sessions(options, *round);
	view.show(*round);
	const int exit_code = options.watch ? watch(options, view) : exit_ok;
	if (view.error() == 0 || view.error() == EPIPE)
		return exit_code;
	complain(Error{view.error(), "write to stdout"}, "");
	return exit_failed;
}

} // namespace stamp::cli
