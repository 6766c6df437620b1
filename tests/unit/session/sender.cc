// SPDX-License-Identifier: Apache-2.0
#include "session/sender.h"

#include "support/catch.h"
#include "support/counts.h"
#include "unit/session/sender_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;
using session::PathChange;

TEST_CASE("a sender ends by itself when every request is answered") {
	SenderBench bench;
	bench.spec.timeout = 1min; // which it does not wait for
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.host.now() - start < 10s);
	CHECK(bench.summary().sent == 5);
	CHECK(bench.summary().received == 5);
	CHECK(bench.summary().lost == 0);
	CHECK(bench.summary().duration == 4ms);
	CHECK(bench.packets.size() == 5);
	CHECK(bench.warnings.empty());
	CHECK(bench.progress >= 1);
	CHECK(bench.path.clocks >= 1);
}

TEST_CASE("S8762-03 S8762-04: numbers begin with 0 and grow by 1") {
	SenderBench bench;
	REQUIRE(bench.run());
	CHECK(bench.path.numbers(0) == up_to(5));
}

TEST_CASE("a request as the datapath gets it: length, SSID, the clock's error estimate") {
	SenderBench bench;
	bench.spec.count = 1;
	bench.spec.length = 100;
	REQUIRE(bench.run());
	REQUIRE(bench.path.sent.size() == 1);
	const Octets &payload = bench.path.sent[0].payload;
	CHECK(payload.size() == 100);
	CHECK(stamp::test::get16(payload, 14) == 0x1234);
	CHECK((stamp::test::get16(payload, 12) & 0xff) != 0); // S8762-10
}

TEST_CASE("requests are paced: each leaves at its time") {
	SenderBench bench;
	bench.spec.interval = 5ms;
	std::vector<MonoTime> times;
	bench.path.fate = [&](auto, auto) {
		times.push_back(bench.host.now());
		return Fate::answered;
	};
	const MonoTime start = bench.host.now();
	REQUIRE(bench.run());
	REQUIRE(times.size() == 5);
	for (std::size_t i = 0; i < times.size(); i++)
		CHECK(times[i] - start == static_cast<int>(i) * 5ms);
}

TEST_CASE("what is not answered is lost after the timeout, and then it ends") {
	SenderBench bench;
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq % 2 ? Fate::lost : Fate::answered;
	};
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.host.now() - start >= 33ms); // that of the second lost one
	CHECK(bench.host.now() - start < 34ms);
	CHECK(bench.summary().received == 3);
	CHECK(bench.summary().lost == 2);
	CHECK(bench.summary().in_flight == 0);
}

TEST_CASE("a duration ends the sending") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.spec.interval = 10ms;
	bench.spec.duration = 200ms;
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	CHECK(s.sent == 20);
	CHECK(s.missed_slots == 0);
	CHECK(s.received == s.sent);
	CHECK(s.duration == 200ms);
}

TEST_CASE("a duration of zero sends nothing") {
	SenderBench bench;
	bench.spec.duration = 0ms;
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 0);
}

TEST_CASE("a slot that passed unused is missed, not made up for") {
	SenderBench bench;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 1)
			bench.host.pass(10ms);
		return Fate::answered;
	};
	REQUIRE(bench.run());
	CHECK(bench.summary().sent == 5);
	CHECK(bench.summary().missed_slots == 8); // of the first ten, two were used late
	CHECK(bench.path.numbers(0) == up_to(5));
}

TEST_CASE("several targets: each has its numbers, its count and its summary") {
	SenderBench bench;
	bench.ssids = {0x1111, 0x2222, 0x3333};
	bench.path.fate = [&](std::uint16_t session, std::uint32_t) {
		return session == 1 ? Fate::lost : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	REQUIRE(bench.summaries.size() == 3);
	for (std::uint16_t i = 0; i < 3; i++) {
		CAPTURE(i);
		CHECK(bench.path.numbers(i) == up_to(5));
		CHECK(bench.summaries[i].session == i + 1u);
		CHECK(bench.summaries[i].sent == 5);
		CHECK(bench.summaries[i].received == (i == 1 ? 0 : 5));
		CHECK(bench.summaries[i].lost == (i == 1 ? 5 : 0));
	}
	for (const auto &sent : bench.path.sent)
		CHECK(stamp::test::get16(sent.payload, 14) == 0x1111 * (sent.session + 1));
}

TEST_CASE("S8762-24: duplicates are counted, and nobody waits for them") {
	SenderBench bench;
	bench.path.fate = [](auto, auto) { return Fate::twice; };
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().received == 5);
	CHECK(bench.summary().duplicate == 5);
}

TEST_CASE("records of no session of ours, and the datapath's own counts") {
	SenderBench bench;
	bench.path.counted[STAMP_V_RING_FULL] = 7;
	bench.path.counted[STAMP_V_NO_SESSION] = 1;
	bench.path.counted[STAMP_V_BAD_CHECKSUM] = 2;
	bench.path.counted[STAMP_V_SHORT] = 3;
	bench.path.counted[STAMP_V_BAD_HMAC] = 4;
	bench.path.inject(9, 0, 0x1234);  // no such session
	bench.path.inject(0, 77, 0x1234); // no such request
	REQUIRE(bench.run());
	CHECK(bench.summary().ring_drops == 7);
	CHECK(bench.summary().bad_auth == 4); // S8762-14
	CHECK(bench.summary().unexpected == 7);
	CHECK(bench.summary().unexpected_reasons ==
	      test::counted<stats::Unexpected>({{STAMP_U_OTHER_ADDRESS, 1},
						{STAMP_U_BAD_CHECKSUM, 2},
						{STAMP_U_TOO_SHORT, 3},
						{STAMP_U_UNKNOWN_NUMBER, 1}}));
	CHECK(bench.summary().received == 5);
}

TEST_CASE("an authenticated sender's requests are of 112 octets, its replies as ever") {
	SenderBench bench;
	bench.spec.authenticated = true;
	bench.spec.length = 112;
	bench.path.fate = [](auto, auto) { return Fate::lost; };
	bench.path.counted[STAMP_V_SHORT] = 2; // open replies
	REQUIRE(bench.run());
	CHECK(bench.summary().authenticated);
	CHECK(bench.summary().unexpected_reasons.at(STAMP_U_OTHER_MODE) == 2);
	CHECK(bench.summary().unexpected_reasons.at(STAMP_U_TOO_SHORT) == 0);
	REQUIRE(bench.path.sent.size() == 5);
	for (const auto &sent : bench.path.sent) {
		CHECK(sent.payload.size() == 112);
		CHECK(stamp::test::get16(sent.payload, 26) == 0x1234);
	}
}

TEST_CASE("each target is published, from the beginning and to the end") {
	SenderBench bench;
	bench.ssids = {0x1234, 0x1235};
	bench.path.fate = [&](std::uint16_t session, std::uint32_t) {
		CHECK(bench.path.published().size() == 2);
		return session == 0 ? Fate::answered : Fate::lost;
	};
	REQUIRE(bench.run());
	CHECK(bench.path.published().at(0).sent == 5);
	CHECK(bench.path.published().at(0).received == 5);
	CHECK(bench.path.published().at(1).received == 0);
	CHECK(bench.path.published().at(1).lost_unknown == 5);
}

TEST_CASE("changes of the path are reported with their target, and counted") {
	SenderBench bench;
	bench.ssids = {0x1234, 0x1235};
	using Kind = PathChange::Kind;
	bench.path_changes = {{Kind::route, 1, "edge7", "eth1", "eth0"},
			      {Kind::name, 1, "edge7", "192.0.2.9", "192.0.2.7"},
			      {Kind::route, 1, "edge7", "eth2", "eth0"}};
	REQUIRE(bench.run());
	CHECK(bench.warnings ==
	      std::vector<std::string>{"route_changed", "name_changed", "route_changed"});
	CHECK(bench.warned_of == std::vector<std::uint32_t>{2, 2, 2});
	CHECK(bench.details.at(0) ==
	      "edge7 is reached through eth1 now, but requests still leave by eth0");
	CHECK(bench.details.at(1) == "edge7 is 192.0.2.9 now, but requests still go to 192.0.2.7");
	CHECK((bench.summaries[0].route_changes == 0 && bench.summaries[0].name_changes == 0));
	CHECK((bench.summaries[1].route_changes == 2 && bench.summaries[1].name_changes == 1));
	CHECK(bench.path.published().at(1).route_changes == 2);
	CHECK(bench.path.published().at(1).name_changes == 1);
}

TEST_CASE("a sender whose counters nobody can read says so, once") {
	SenderBench bench;
	bench.path.not_pinned = "no bpffs";
	REQUIRE(bench.run());
	CHECK(bench.warnings == std::vector<std::string>{"pin_failed"});
	CHECK(bench.details.at(0) ==
	      "stamp stats cannot read the counters of this sender: no bpffs");
}
