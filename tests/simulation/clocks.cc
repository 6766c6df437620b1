// SPDX-License-Identifier: Apache-2.0
// Clocks that are stepped in the middle of a run, and one loop for several senders.
#include <csignal>

#include "simulation/bench.h"

using namespace stamp;
using namespace stamp::simulation;

TEST_CASE("a step of the clock enters no delay, and every request still counts") {
	const Duration step = GENERATE(Duration{3s}, Duration{-3s}, Duration{40ms}, Duration{-1h});
	CAPTURE(step.count());
	Bench bench({.forward = {.delay = 10ms},
		     .backward = {.delay = 10ms},
		     .wakes = GENERATE(false, true)});
	bench.spec.count = 1000;
	bench.spec.interval = 5ms;
	bench.host.at(bench.host.now() + 2s + 1ms, [&] { bench.host.step_clock(step); });
	bench.run();
	const stats::Summary &s = bench.summary();
	CHECK((s.sent == 1000 && s.received == 1000 && s.lost == 0));
	CHECK(s.implausible == 0);
	CHECK(is_about(s.rtt.min, 20ms));
	CHECK(is_about(s.rtt.max, 20ms));
	CHECK(s.rtt.n < 1000);
	CHECK(s.rtt.n >= 990); // those on their way, and no more
	CHECK(bench.warnings == std::vector<std::string>{"clock_step"});
}

TEST_CASE("send times do not move when the clock is stepped") {
	Bench bench;
	bench.spec.count = 500;
	for (int i = 1; i <= 4; i++)
		bench.host.at(bench.host.now() + i * 100ms,
			      [&, i] { bench.host.step_clock(i % 2 ? 1h : -2h); });
	bench.run();
	CHECK(bench.summary().sent == 500);
	CHECK(bench.summary().missed_slots == 0);
	CHECK(bench.summary().duration >= 499ms + 2ms + 20us);
	CHECK(bench.summary().duration < 510ms); // replies are read every 5 ms
}

TEST_CASE("several senders share one loop, and each measures its own path") {
	VirtualHost host;
	Bench bench;
	Path near(host, {.forward = {.delay = 1ms}, .backward = {.delay = 1ms}}),
		far(host, {.forward = {.delay = 80ms, .loss = 0.1},
			   .backward = {.delay = 80ms},
			   .wakes = true});
	session::SenderSpec quick = bench.spec, slow = bench.spec;
	quick.count = 2000;
	slow.interval = 50ms;
	slow.count = 100;
	const auto clock = session::test::wire_clock();
	session::Sender first(quick, bench.plan(), clock, near, bench.events(), host),
		second(slow, bench.plan(), clock, far, bench.events(), host);
	session::Loop(host).run({&first, &second});
	const stats::Summary a = first.summaries().at(0), b = second.summaries().at(0);
	CHECK((a.sent == 2000 && a.received == 2000 && a.missed_slots == 0));
	CHECK(is_about(a.rtt.p99, 2ms));
	CHECK(a.pacing_error.max == Duration{});
	CHECK((b.sent == 100 && b.received + b.lost == 100 && b.missed_slots == 0));
	CHECK(b.lost == far.truth[0].lost_forward);
	CHECK(is_about(b.rtt.p50, 160ms));
}

TEST_CASE("one signal ends all senders of a process, each with what is under way") {
	Bench bench({.forward = {.delay = 30ms}, .backward = {.delay = 30ms}});
	Path other(bench.host, {.forward = {.delay = 200ms}, .backward = {.delay = 200ms}});
	session::SenderSpec endless = bench.spec;
	endless.count = 0;
	const auto clock = session::test::wire_clock();
	session::Sender first(endless, bench.plan(), clock, bench.path, bench.events(), bench.host),
		second(endless, bench.plan(), clock, other, bench.events(), bench.host);
	bench.host.at(bench.host.now() + 1s, [&] { bench.host.raise(SIGTERM); });
	session::Loop(bench.host).run({&first, &second});
	for (session::Sender *sender : {&first, &second}) {
		const stats::Summary s = sender->summaries().at(0);
		CHECK((s.sent >= 1000 && s.sent <= 1002));
		CHECK(s.received == s.sent);
		CHECK(sender->ending().value() == session::Ending::done);
	}
}
