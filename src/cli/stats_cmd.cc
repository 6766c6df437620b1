// SPDX-License-Identifier: Apache-2.0
#include "cli/stats_cmd.h"

#include <algorithm>
#include <poll.h>

#include <linux/capability.h>

#include "app/inspect/instances.h"
#include "app/inspect/read_stats.h"
#include "base/privilege.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/role.h"
#include "render/sentence.h"
#include "session/signals.h"

namespace stamp::cli {
namespace {

using stats::Kind;
using stats::StatsRound;

int nothing_there(const StatsOptions &options, Output &output) {
	const bool is_hidden = !privilege::has(CAP_SYS_ADMIN); // names of programs on TCX are
	const auto of = [&](Kind all, Kind on) {
		return options.iface.empty() ? stats::Message(all)
					     : stats::Message(on, {options.iface});
	};
	const stats::Message nothing = of(Kind::nothing_running, Kind::nothing_running_on);
	if (app::pins_are_hidden())
		complain(Error{0, render::sentence(nothing) +
					  " that is visible here: this mount namespace has no "
					  "bpffs"},
			 "nsenter --net=/run/netns/NAME instead of ip netns exec NAME");
	else
		output.renderer().log(
			is_hidden ? of(Kind::nothing_visible, Kind::nothing_visible_on) : nothing);
	return exit_no_reply;
}

// What the next round has to bring.
app::SessionsWanted wanted(const StatsOptions &options, Output &output) {
	app::SessionsWanted wanted;
	wanted.list = options.json || options.sessions;
	wanted.count = options.openmetrics || (options.sessions && !options.json);
	wanted.log = [&output](const stats::Message &what) { output.renderer().log(what); };
	if (options.top)
		wanted.top = *options.top;
	if (const auto rows = output.rows())
		wanted.top = std::min(wanted.top.value_or(*rows), *rows);
	return wanted;
}

// Waits for the reader, until it has taken all or a signal comes.
void show(Output &output, const StatsRound &round) {
	output.fit();
	output.renderer().stats(round);
}

// What cannot be read is a word. The error: nothing was found, and there is a reason.
Result<StatsRound> look(const StatsOptions &options, const std::optional<Error> &no_bpf,
			Output &output) {
	auto read = app::read_stats(options.iface, wanted(options, output), no_bpf);
	for (const stats::Message &what : read.unreadable)
		output.renderer().log(what);
	if (read.failed && read.interfaces.empty())
		return *std::move(read.failed);
	if (read.failed && !no_bpf)
		output.renderer().log({Kind::pins_unreadable, {read.failed->text()}});
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

int watch(const StatsOptions &options, const std::optional<Error> &no_bpf, Output &output) {
	auto signals = session::Signals::take_over();
	if (!signals)
		return fail(signals.error());
	output.outlet().wait_for_reader(signals->fd());
	MonoTime last = mono_now();
	while (output.renderer().good() && wait_until(*signals, last + *options.watch)) {
		auto round = look(options, no_bpf, output);
		if (!round)
			return fail(round.error());
		const MonoTime now = mono_now();
		round->since_last = now - last;
		last = now;
		show(output, *round);
	}
	return exit_ok;
}

void look_for_sessions(const StatsOptions &options, const StatsRound &round, Output &output) {
	const auto any = [&](auto holds) {
		return std::any_of(round.interfaces.begin(), round.interfaces.end(), holds);
	};
	if (options.sessions && any([](const auto &s) { return s.role == STAMP_ROLE_REFLECTOR; }) &&
	    !any([](const auto &s) { return s.max_sessions != 0; }))
		output.renderer().log(Kind::no_sessions);
}

} // namespace

int report_stats(const StatsOptions &options, const StatsRound &round, Output &output) {
	if (round.interfaces.empty()) {
		// Programs get their object, with nothing in it.
		if (options.json || options.openmetrics)
			show(output, round);
		// Of what is there and cannot be read it is said why.
		return round.unreadable == 0 ? nothing_there(options, output)
					     : static_cast<int>(exit_no_reply);
	}
	look_for_sessions(options, round, output);
	show(output, round);
	return exit_ok;
}

int run_stats(const StatsOptions &options, Output &output) {
	set_up_log({});
	const auto able = privilege::Raised::create({CAP_BPF});
	std::optional<Error> no_bpf;
	if (!able)
		no_bpf = Error(able.error()).while_doing("read the counters");
	// They show what is attached, and by whom.
	const auto more = privilege::Raised::where_permitted({CAP_NET_ADMIN, CAP_SYS_ADMIN});
	const auto round = look(options, no_bpf, output);
	if (!round)
		return fail(round.error());
	if (no_bpf)
		output.renderer().log({Kind::only_sockets, {no_bpf->text()}});
	int exit_code = report_stats(options, *round, output);
	if (exit_code != exit_ok)
		return exit_code;
	if (options.watch)
		exit_code = watch(options, no_bpf, output);
	const int written = output.end();
	return written == exit_ok ? exit_code : written;
}

} // namespace stamp::cli
