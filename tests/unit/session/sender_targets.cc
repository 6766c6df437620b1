// SPDX-License-Identifier: Apache-2.0
// Targets that come and go while a sender runs.
#include <csignal>

#include "session/sender.h"
#include "unit/session/targets_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;
using session::Sender;

namespace {

// Goes on until it is asked to end, at 100 ms.
struct Changing : TargetsBench {
	Changing() : TargetsBench(4) {
		spec.interval = 1ms;
		spec.timeout = 30ms;
		host.at(host.now() + 100ms, [this] { host.raise(SIGTERM); });
	}
	void run() {
		for (const std::uint16_t ssid : ssids)
			plan.targets.push_back({.to = {}, .ssid = ssid});
		TargetsBench::run();
	}

	std::vector<std::uint16_t> ssids = {0x1111}; // of its targets
};

Result<std::uint16_t> add_to(Sender &sender) {
	return sender.add_target({.to = {}, .ssid = 0x2222}, "b.example");
}

} // namespace

TEST_CASE("a target that is added is measured from then on, with numbers from 0") {
	Changing bench;
	bench.at(50ms, [](Sender &sender) { CHECK(add_to(sender).value() == 1); });
	bench.run();
	REQUIRE(bench.summaries.size() == 2);
	CHECK(bench.summaries[0].sent >= 100);
	const stats::Summary &s = bench.summaries[1];
	CHECK((s.session == 2 && s.sent >= 49 && s.sent <= 52));
	CHECK(s.received == s.sent);
	CHECK(s.missed_slots == 0);
	CHECK(s.duration <= 51ms);
	CHECK(bench.path.numbers(1).front() == 0);
	CHECK(bench.path.added == std::vector<std::uint16_t>{1});
	CHECK(bench.path.published().at(1).sent == s.sent);
	for (const auto &sent : bench.path.sent)
		CHECK(stamp::test::get16(sent.payload, 14) == 0x1111 * (sent.session + 1));
}

TEST_CASE("a target that is removed gets no more requests, and goes when all are decided") {
	Changing bench;
	bench.ssids = {0x1111, 0x2222};
	bench.path.fate = [](std::uint16_t session, auto) {
		return session == 1 ? Fate::lost : Fate::answered;
	};
	MonoTime asked{}, gone{};
	bench.at(20ms, [&](Sender &sender) {
		asked = bench.host.now();
		sender.remove_target(1);
	});
	bench.events.removed = [&](auto &summary) {
		gone = bench.host.now();
		bench.removed.push_back(summary);
	};
	bench.run();
	REQUIRE(bench.removed.size() == 1);
	CHECK(bench.removed[0].session == 2);
	CHECK((bench.removed[0].sent >= 20 && bench.removed[0].sent <= 22));
	CHECK(bench.removed[0].lost == bench.removed[0].sent);
	CHECK((gone - asked >= 28ms && gone - asked <= 36ms)); // the timeout of the last one
	CHECK(bench.path.removed == std::vector<std::uint16_t>{1});
	CHECK(bench.path.published().count(1) == 0);
	REQUIRE(bench.summaries.size() == 1);
	CHECK(bench.summaries[0].sent >= 100);
	CHECK(bench.summaries[0].missed_slots == 0);
}

TEST_CASE("the session of a target that has gone is the next one's, and its replies are nobody's") {
	Changing bench;
	bench.ssids = {0x1111, 0x3333};
	bench.at(20ms, [](Sender &sender) { sender.remove_target(1); });
	bench.at(40ms, [&](Sender &) { bench.path.inject(1, 5, 0x3333); }); // far too late
	bench.at(60ms, [](Sender &sender) { CHECK(add_to(sender).value() == 1); });
	bench.run();
	REQUIRE(bench.summaries.size() == 2);
	const stats::Summary &s = bench.summaries[1];
	CHECK((s.sent >= 39 && s.sent <= 42));
	CHECK((s.received == s.sent && s.unexpected == 0 && s.duplicate == 0));
}

TEST_CASE("a sender without a target stays, if it is to, and sends when there is one") {
	Changing bench;
	bench.ssids = {};
	bench.at(50ms, [](Sender &sender) { CHECK(add_to(sender).value() == 0); });
	bench.run();
	REQUIRE(bench.summaries.size() == 1);
	CHECK((bench.summaries[0].sent >= 49 && bench.summaries[0].sent <= 52));
	CHECK(bench.summaries[0].missed_slots == 0);

	SenderBench other;
	other.ssids = {};
	CHECK(ended(other.run(), Ending::done)); // at once
}

TEST_CASE("what the datapath has no room for is not added, nor is anything at the end") {
	Changing bench;
	bench.ssids = {1, 2, 3, 4};
	bench.at(50ms, [](Sender &sender) { CHECK(add_to(sender).error().code == ENOSPC); });
	bench.run();
	CHECK(bench.summaries.size() == 4);
	CHECK(add_to(*bench.sender).error().code == ESHUTDOWN);
}
