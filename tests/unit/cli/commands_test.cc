// SPDX-License-Identifier: Apache-2.0
// What commands report, and how they end: their reports go to a captured output.
#include <cerrno>

#include "cli/doctor_cmd.h"
#include "cli/exit_code.h"
#include "cli/reflector_admin.h"
#include "cli/sender_end.h"
#include "cli/stats_cmd.h"
#include "cli/version_cmd.h"
#include "support/captured.h"
#include "support/catch.h"
#include "unit/base/in_child.h"
#include "unit/session/fake_sender.h"
#include "unit/session/keep_signals.h"

using namespace stamp;
using namespace stamp::cli;
using namespace std::chrono_literals;
using session::test::Fate;
using test::Captured;

namespace {

struct Command {
	Command() : Command(std::make_unique<Captured>()) {}
	explicit Command(std::unique_ptr<Captured> captured)
		: reports(*captured), output(std::move(captured)) {}

	Captured &reports;
	Output output;
};

// A sender whose requests all meet the same fate, and what its command makes of it.
struct SenderCommand : Command {
	int run(Fate fate) {
		session::test::KeepSignals keep;
		session::test::VirtualHost host;
		session::test::FakeSender path(host);
		path.fate = [fate](auto, auto) { return fate; };
		options.spec.count = 4;
		options.spec.interval = 1ms;
		options.spec.timeout = 30ms;
		session::SenderPlan plan;
		plan.iface.name = "eth0";
		plan.targets.push_back({.to = {}, .ssid = 7});
		session::SenderEvents events;
		events.packet = [this](const auto &packet) { reports.packet(packet); };
		events.warning = [this](const auto &warning) { reports.warning(warning); };
		events.good = [this] { return reports.good(); };
		session::Sender sender(options.spec, plan, session::test::wire_clock(), path,
				       events, host);
		session::Loop(host).run({&sender});
		reports.warnings.clear();
		auto signals = session::Signals::take_over();
		REQUIRE(signals);
		return finish_sender(options, sender, *signals, plan, output);
	}

	SenderOptions options;
};

stats::InterfaceStats reflector(std::uint32_t max_sessions) {
	stats::InterfaceStats s;
	s.iface = "eth0";
	s.max_sessions = max_sessions;
	return s;
}

} // namespace

TEST_CASE("doctor reports what it found once, and what the output could not take") {
	// It sets up the log, which is the process's.
	CHECK(test::in_child([] {
		      Command command, full;
		      const int exit = run_doctor({}, command.output);
		      CHILD_CHECK(command.reports.checkups.size() == 1);
		      CHILD_CHECK(command.reports.checkups[0].exit == exit);
		      CHILD_CHECK(!command.reports.checkups[0].checks.empty());
		      full.reports.fails_with = ENOSPC;
		      CHILD_CHECK(run_doctor({}, full.output) == exit_failed);
	      }) == test::child_passed);
}

TEST_CASE("version reports this host once") {
	Command command;
	CHECK(run_version({}, command.output) == exit_ok);
	REQUIRE(command.reports.hosts.size() == 1);
	CHECK(command.reports.hosts[0].rfcs.front() == "RFC 8762");
	CHECK_FALSE(command.reports.hosts[0].hooks.empty());
}

TEST_CASE("a command fails on an output that cannot be written, but not without a reader") {
	Command command;
	command.reports.fails_with = EPIPE;
	CHECK(run_version({}, command.output) == exit_ok);
	command.reports.fails_with = ENOSPC;
	CHECK(run_version({}, command.output) == exit_failed);
}

TEST_CASE("a sender with replies reports a summary and ends well") {
	SenderCommand command;
	CHECK(command.run(Fate::answered) == exit_ok);
	REQUIRE(command.reports.summaries.size() == 1);
	CHECK(command.reports.summaries[0].received == 4);
	CHECK(command.reports.summaries[0].exit == exit_ok);
	CHECK(command.reports.warnings.empty());
	CHECK(command.reports.histograms.empty());
}

TEST_CASE("a sender without a reply, and one whose requests do not leave, end with other codes") {
	SenderCommand lost;
	CHECK(lost.run(Fate::lost) == exit_no_reply);
	CHECK(lost.reports.summaries.at(0).exit == exit_no_reply);
	CHECK(lost.reports.summaries.at(0).reason == stats::Message(stats::Kind::no_reply));
	SenderCommand filtered;
	CHECK(filtered.run(Fate::filtered) == exit_failed);
	CHECK(filtered.reports.summaries.at(0).not_sent == 4);
	CHECK(filtered.reports.summaries.at(0).reason ==
	      stats::Message(stats::Kind::no_request_left,
			     {stats::Message(stats::Kind::not_sent_FILTERED)}));
}

TEST_CASE("a summary that exceeds a threshold is a warning and an exit code") {
	SenderCommand command;
	command.options.fail.rtt.push_back({1000, Duration{1}, "max"});
	CHECK(command.run(Fate::answered) == exit_threshold);
	REQUIRE(command.reports.warnings.size() == 1);
	CHECK(command.reports.warnings[0].message.kind == stats::Kind::fail_rtt);
	CHECK(command.reports.warnings[0].session == 1);
	CHECK(command.reports.summaries.at(0).exit == exit_threshold);
}

TEST_CASE("stats reports what there is") {
	Command command;
	CHECK(report_stats({}, {{reflector(0)}, {}, 0}, command.output) == exit_ok);
	REQUIRE(command.reports.rounds.size() == 1);
	CHECK(command.reports.rounds[0].interfaces.at(0).iface == "eth0");
	CHECK(command.reports.logged.empty());
}

TEST_CASE("stats of nothing: no text, an empty object for programs, and the code of no reply") {
	Command text, json;
	CHECK(report_stats({}, {}, text.output) == exit_no_reply);
	CHECK(text.reports.rounds.empty());
	StatsOptions options;
	options.json = true;
	CHECK(report_stats(options, {}, json.output) == exit_no_reply);
	REQUIRE(json.reports.rounds.size() == 1);
	CHECK(json.reports.rounds[0].interfaces.empty());
}

TEST_CASE("show reports the persistent reflectors, if none an empty list and another code") {
	Command one, none;
	stats::PinnedReflector pinned;
	pinned.iface = "eth0";
	CHECK(report_persistent({}, {{pinned}, 0}, one.output) == exit_ok);
	REQUIRE(one.reports.reflector_lists.size() == 1);
	CHECK(one.reports.reflector_lists[0].at(0).iface == "eth0");
	CHECK(report_persistent({}, {}, none.output) == exit_no_reply);
	CHECK(none.reports.reflector_lists.at(0).empty());
	CHECK(none.reports.logged == std::vector<stats::Message>{stats::Kind::no_persistent});
}

TEST_CASE("show and stats log what else there is to know") {
	Command shown, listed;
	stats::PinnedReflector pinned;
	CHECK(report_persistent({}, {{pinned}, 2}, shown.output) == exit_ok);
	CHECK(shown.reports.logged ==
	      std::vector<stats::Message>{{stats::Kind::stale_left, {std::uint64_t{2}}}});
	StatsOptions options;
	options.sessions = true;
	CHECK(report_stats(options, {{reflector(0)}, {}, 0}, listed.output) == exit_ok);
	CHECK(listed.reports.logged == std::vector<stats::Message>{stats::Kind::no_sessions});
	CHECK(report_stats(options, {{reflector(1)}, {}, 0}, listed.output) == exit_ok);
	CHECK(listed.reports.logged.size() == 1);
}
