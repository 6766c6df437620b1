// SPDX-License-Identifier: Apache-2.0
#include "cli/stats_cmd.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>

#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "app/inspect/instances.h"
#include "base/privilege.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/role.h"
#include "cli/stats_view.h"
#include "session/signals.h"

namespace stamp::cli {
namespace {

using render::StatsRound;

int nothing_there(const StatsOptions &options) {
	const std::string what =
		"nothing is running" + (options.iface.empty() ? "" : " on " + options.iface);
	if (app::pins_are_hidden())
		complain(Error{0, what + " that is visible here: this mount namespace has no "
					 "bpffs"},
			 "nsenter --net=/run/netns/NAME instead of ip netns exec NAME");
	else if (!privilege::has(CAP_SYS_ADMIN)) // the names of programs on TCX are not told
		spdlog::warn("{} that is visible without CAP_SYS_ADMIN", what);
	else
		spdlog::warn(what);
	return exit_no_reply;
}

// What cannot be read is a word. The error: nothing was found, and there is a reason.
Result<StatsRound> look(const StatsOptions &options, const StatsView &view) {
	auto read = app::read_stats(options.iface, view.wanted());
	for (const std::string &what : read.unreadable)
		spdlog::warn("{}", what);
	if (read.failed && read.interfaces.empty())
		return *std::move(read.failed);
	if (read.failed)
		spdlog::warn("{}", read.failed->text());
	return StatsRound{std::move(read.interfaces), {}, read.unreadable.size()};
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

int watch(const StatsOptions &options, StatsView &view) {
	auto signals = session::Signals::take_over();
	if (!signals)
		return fail(signals.error());
	view.stop_at(signals->fd());
	MonoTime last = mono_now();
	while (view.error() == 0 && wait_until(*signals, last + *options.watch)) {
		auto round = look(options, view);
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
	const auto any = [&](auto holds) {
		return std::any_of(round.interfaces.begin(), round.interfaces.end(), holds);
	};
	if (options.sessions && any([](const auto &s) { return s.role == "reflector"; }) &&
	    !any([](const auto &s) { return s.max_sessions != 0; }))
		spdlog::warn("a stateless reflector has no sessions");
}

} // namespace

int run_stats(const StatsOptions &options) {
	set_up_talk({});
	const auto able = privilege::Raised::create({CAP_BPF});
	if (!able)
		return fail(Error(able.error()).while_doing("read the counters"));
	// They show what is attached, and by whom.
	const auto more = privilege::Raised::where_permitted({CAP_NET_ADMIN, CAP_SYS_ADMIN});
	StatsView view(options);
	const auto round = look(options, view);
	if (!round)
		return fail(round.error());
	if (round->interfaces.empty()) {
		// Programs get their object, with nothing in it.
		if (options.json || options.openmetrics)
			view.show(*round);
		// Of what is there and cannot be read it is said why.
		return round->unreadable == 0 ? nothing_there(options)
					      : static_cast<int>(exit_no_reply);
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
