// SPDX-License-Identifier: Apache-2.0
// What a sender hears of the world while it runs: signals, its reader, the network.
#include <csignal>

#include <sys/eventfd.h>

#include "session/sender.h"

#include "support/catch.h"
#include "support/counts.h"
#include "unit/session/sender_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;

TEST_CASE("what the network says of our requests is a warning, once while it says the same") {
	SenderBench bench;
	bench.path.network_errors = {
		{0, 0, "port unreachable"}, {0, 0, "port unreachable"}, {0, 0, "host unreachable"}};
	REQUIRE(bench.run());
	CHECK(bench.warnings == std::vector<std::string>{"network", "network"});
}

TEST_CASE("reports of one target are kept apart from those of another and of none") {
	SenderBench bench;
	bench.ssids = {0x1111, 0x2222};
	for (int i = 0; i < 3; i++)
		for (const std::optional<std::uint16_t> session : {0, 1})
			bench.path.network_errors.push_back({session, 0, "port unreachable"});
	bench.path.network_errors.push_back({{}, 0, "192.0.2.9:862: port unreachable"});
	bench.path.network_errors.push_back({1, 0, "host unreachable"});
	REQUIRE(bench.run());
	CHECK(bench.warned_of == std::vector<std::uint32_t>{1, 2, 0, 2});
}

TEST_CASE("of several targets the one that nothing can be sent to is reported, once") {
	SenderBench bench;
	bench.ssids = {0x1111, 0x2222};
	bench.spec.count = 0;
	bench.spec.duration = 20ms;
	bench.path.fate = [](auto session, auto) {
		return session == 1 ? Fate::refused : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summaries.at(0).sent >= 2);
	CHECK(bench.summaries.at(1).sent == 0);
	CHECK(bench.warnings == std::vector<std::string>{"send_failed"});
	CHECK(bench.warned_of == std::vector<std::uint32_t>{2});
}

TEST_CASE("with the last reply it ends, and not when it next looks round") {
	SenderBench bench;
	const Fd quiet{eventfd(0, EFD_CLOEXEC)};
	bench.path.wake = quiet.get();
	bench.spec.count = 1;
	bench.spec.interval = 1min;
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().received == 1);
	CHECK(bench.progress == 1); // at the start
}

TEST_CASE("the first SIGINT or SIGTERM stops the sending; replies under way still count") {
	const int signal = GENERATE(SIGINT, SIGTERM);
	SenderBench bench;
	bench.spec.precise = GENERATE(false, true);
	bench.spec.count = 0;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 3)
			bench.host.raise(signal);
		return seq == 2 ? Fate::lost : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent >= 4);
	CHECK(bench.summary().sent <= 5); // it looks up every millisecond
	CHECK(bench.summary().lost == 1);
	CHECK(bench.summary().received == bench.summary().sent - 1);
}

TEST_CASE("the first signal while it waits only says what it does anyway") {
	SenderBench bench;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 4)
			bench.host.raise(SIGINT);
		return Fate::lost;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 5);
	CHECK(bench.summary().lost == 5);
}

TEST_CASE("the second signal ends at once") {
	SenderBench bench;
	bench.spec.precise = GENERATE(false, true);
	bench.spec.count = 0;
	bench.spec.timeout = 1min;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2) {
			bench.host.raise(SIGINT);
			bench.host.raise(SIGTERM);
		}
		return Fate::lost;
	};
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::interrupted));
	CHECK(bench.host.now() - start < 10s);
	CHECK(bench.summary().in_flight == 0);
	CHECK(bench.summary().lost == bench.summary().sent);
}

TEST_CASE("SIGQUIT asks for an interim summary and stops nothing") {
	SenderBench bench;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2)
			bench.host.raise(SIGQUIT);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	REQUIRE(bench.interim.size() == 1);
	CHECK(bench.interim[0].sent >= 3);
	CHECK(bench.summary().sent == 5);
}

TEST_CASE("a reader of the output that went away ends the session quietly") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.good = [&] { return bench.path.sent.size() < 3; };
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 3);
	CHECK(bench.summary().in_flight == 0);
}

TEST_CASE("full load: signals are handled though there is never time to wait") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.spec.interval = 1ns;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 100)
			bench.host.raise(SIGINT);
		bench.host.pass(2us); // longer than the interval
		return Fate::answered;
	};
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.host.now() - start < 10s);
	CHECK(bench.summary().received == bench.summary().sent);
	CHECK(bench.path.numbers(0) == up_to(static_cast<std::uint32_t>(bench.summary().sent)));
}

TEST_CASE("receive times that the network card did not have are reported and in the summary") {
	SenderBench bench;

	bench.plan.iface.name = "eth0";
	bench.path.hardware = true;
	bench.path.times = {3, 2, 0, 0};
	REQUIRE(ended(bench.run(), Ending::done));
	CHECK(bench.warnings == std::vector<std::string>{"hardware_times"});
	CHECK(bench.summary().hardware_times ==
	      test::counted<stats::HardwareTimes>({{STAMP_HW_USED, 3}, {STAMP_HW_MISSING, 2}}));
	CHECK(bench.summary().clock.error > 1h); // a real one's is 16 s at most
}

TEST_CASE("a sender whose programs others detach says which, and ends with what it measured") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2)
			bench.path.missing = "egress program";
		return Fate::answered;
	};
	const auto ending = bench.run();
	REQUIRE_FALSE(ending);
	CHECK(ending.error().text().find("interface : no longer attached: egress program") == 0);
	CHECK(bench.warnings == std::vector<std::string>{"detached"});
	CHECK(bench.summary().received >= 3);
}

TEST_CASE("what it waits for after the first signal is reported once, if that takes a moment") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.spec.timeout = 2s;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 4)
			bench.host.raise(SIGINT);
		return seq < 2 ? Fate::answered : Fate::lost;
	};
	CHECK(ended(bench.run(), Ending::done));
	REQUIRE(bench.waiting.size() == 1);
	CHECK(bench.waiting[0] == bench.summary().sent - 2);
}

TEST_CASE("SIGHUP is for the output, where there is something to be done") {
	SenderBench bench;
	int hangups = 0;
	bench.hangup = [&] { hangups++; };
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2)
			bench.host.raise(SIGHUP);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(hangups == 1);
	CHECK(bench.summary().sent == 5);
}

TEST_CASE("a flood of records keeps nobody from a signal, nor from its end") {
	SenderBench bench;
	bench.spec.precise = GENERATE(false, true);
	bench.spec.count = GENERATE(0, 5);
	bench.path.refill = true; // there is always more
	for (std::size_t i = 0; i < 2 * session::drain_most; i++)
		bench.path.inject(0, 1u << 30, 0x1234);
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (bench.spec.count == 0 && seq == 3)
			bench.host.raise(SIGTERM);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent >= 4);
	CHECK(bench.summary().received == bench.summary().sent);
}

TEST_CASE("intervals add up to the whole, the last one with what was left") {
	SenderBench bench;
	bench.spec.count = 40;
	bench.spec.report = 10ms;
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq % 4 == 1 ? Fate::lost : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.intervals.size() >= 2);
	std::uint64_t sent = 0, received = 0, lost = 0, timed = 0;
	for (const stats::Interval &i : bench.intervals) {
		sent += i.sent;
		received += i.received;
		lost += i.lost;
		timed += i.rtt.n;
		CHECK(i.duration > 0s);
	}
	CHECK((sent == 40 && received == 30 && lost == 10 && timed == 30));
}
