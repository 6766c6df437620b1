// SPDX-License-Identifier: Apache-2.0
// What became of each request: received, lost, late, duplicate, unexpected.
#include "session/measurement.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;

namespace {

MonoTime at(Duration since_start) {
	return MonoTime{} + since_start;
}

std::vector<std::uint64_t> lost_numbers(const Rig &rig) {
	std::vector<std::uint64_t> numbers;
	for (const auto &packet : rig.packets)
		if (packet.lost)
			numbers.push_back(packet.seq);
	return numbers;
}

} // namespace

TEST_CASE("a session in which everything comes back") {
	Rig rig;
	rig.send(10);
	for (std::uint32_t seq = 0; seq < 10; seq++)
		rig.take(seq);
	const auto s = rig.summary();
	CHECK(s.session == 1);
	CHECK(s.sent == 10);
	CHECK(s.received == 10);
	CHECK(s.lost + s.in_flight + s.duplicate + s.late + s.reordered + s.unexpected == 0);
	CHECK(s.rtt.n == 10);
	CHECK(s.fwd.n == 10);
	CHECK(s.bwd.n == 10);
	CHECK(s.proc.n == 10);
	CHECK(about(s.fwd.min, 250us));
	CHECK(about(s.fwd.max, 250us));
	CHECK(rig.packets.size() == 10);
	CHECK(rig.measurement.roundtrip().histogram().n() == 10);
	CHECK(rig.measurement.next_expiry() == MonoTime::max());
}

TEST_CASE("S8762-19: loss is that of the roundtrip, its direction is not known") {
	Rig rig;
	rig.send(3);
	rig.take(1);
	rig.measurement.expire(at(1h));
	const auto s = rig.summary();
	CHECK(s.sent == 3);
	CHECK(s.received == 1);
	CHECK(s.lost == 2);
	CHECK_FALSE(s.lost_fwd);
	CHECK_FALSE(s.lost_bwd);
	CHECK(lost_numbers(rig) == std::vector<std::uint64_t>{0, 2});
}

TEST_CASE("S8762-20: the direction of loss, by the mode that was asked for") {
	using stats::ReflectorMode;
	struct Row {
		ReflectorMode mode;
		std::uint32_t last_number; // of the reply to request 3; 1 is lost, 2 before is not
		std::optional<std::uint64_t> forward;
	};
	const Row rows[] = {{ReflectorMode::stateless, 2, std::nullopt},
			    {ReflectorMode::automatic, 3, std::nullopt},
			    {ReflectorMode::automatic, 2, 1},
			    {ReflectorMode::stateful, 3, 0},
			    {ReflectorMode::stateful, 2, 1}};
	for (const Row &row : rows) {
		Rig rig{0x1234, row.mode};
		rig.send(6);
		rig.take(0);
		Reply reply = rig.answer(3);
		reply.seq = row.last_number;
		rig.take(reply);
		rig.measurement.expire(at(1h));
		const auto s = rig.summary();
		CHECK(s.lost == 4);
		CHECK(s.lost_fwd == row.forward);
		CHECK(s.lost_bwd.has_value() == row.forward.has_value());
		CHECK(s.lost_unknown.has_value() == row.forward.has_value());
		if (row.forward) {
			CHECK(s.lost_bwd == 2 - *row.forward);
			CHECK(s.lost_unknown == 2); // 4 and 5: behind the last answer
		}
		CHECK(rig.warnings.empty());
	}
}

TEST_CASE("a reflector that restarts its numbers is reported, unless it is said to be stateless") {
	for (const auto mode : {stats::ReflectorMode::automatic, stats::ReflectorMode::stateful,
				stats::ReflectorMode::stateless}) {
		Rig rig{0x1234, mode};
		rig.send(20);
		for (std::uint32_t seq = 0; seq < 20; seq++) {
			if (seq > 7 && seq < 12)
				continue; // it is down
			Reply reply = rig.answer(seq);
			reply.seq = seq < 10 ? seq : seq - 12;
			rig.take(reply);
		}
		rig.measurement.expire(at(1h));
		const bool warns = mode != stats::ReflectorMode::stateless;
		CHECK(rig.warnings.size() == (warns ? 1 : 0));
		CHECK(rig.warned("reflector_restart") == warns);
		CHECK(rig.summary().lost == 4);
		if (warns)
			CHECK(rig.summary().lost_unknown == 4);
	}
}

TEST_CASE("a request is given up a timeout after it left, not before") {
	Rig rig; // timeout 1 s, a request every millisecond
	rig.send(2);
	CHECK(rig.measurement.next_expiry() == at(1s));
	rig.measurement.expire(at(1s));
	CHECK(rig.measurement.in_flight() == 2);
	rig.measurement.expire(at(1s + 1ns));
	CHECK(rig.measurement.in_flight() == 1);
	CHECK(rig.measurement.next_expiry() == at(1s + 1ms));
}

TEST_CASE("S8762-24 T-13 T-36: a duplicate is received once, duplicate once, and measured once") {
	Rig rig;
	rig.send(1);
	rig.take(0);
	CHECK_FALSE(rig.last().duplicate);
	Reply copy = rig.answer(0);
	rig.take(copy.octets(), copy.t3 + 50ms);
	CHECK(rig.last().duplicate);
	CHECK_FALSE(rig.last().reordered);
	CHECK(rig.last().seq == 0);
	const auto s = rig.summary();
	CHECK(s.received == 1);
	CHECK(s.duplicate == 1);
	CHECK(s.lost == 0);
	CHECK(s.rtt.n == 1);
	CHECK(about(s.rtt.max, 350us));
}

TEST_CASE("S8762-25 T-13: a reply after its loss is late, not lost twice, and not measured") {
	Rig rig;
	rig.send(1);
	rig.measurement.expire(at(1h));
	rig.take(0);
	CHECK(rig.last().late);
	CHECK_FALSE(rig.last().lost);
	const auto s = rig.summary();
	CHECK(s.received == 0);
	CHECK(s.lost == 1);
	CHECK(s.late == 1);
	CHECK(s.rtt.n == 0);
	CHECK(lost_numbers(rig) == std::vector<std::uint64_t>{0});
	CHECK(rig.warnings.empty());
}

TEST_CASE("S8762-25: a reply late by its timestamps: a lost line, then a late one") {
	Rig rig;
	rig.send(1);
	Reply reply = rig.answer(0);
	rig.take(reply.octets(), rig.t1[0] + 1s + 1ns);
	REQUIRE(rig.packets.size() == 2);
	CHECK(rig.packets[0].lost);
	CHECK(rig.packets[0].seq == 0);
	CHECK(rig.packets[1].late);
	CHECK(rig.summary().lost == 1);
	CHECK(rig.summary().late == 1);
	rig.measurement.expire(at(1h));
	CHECK(rig.summary().lost == 1);
}

TEST_CASE("a reply exactly at the timeout is in time") {
	Rig rig;
	rig.send(1);
	rig.take(rig.answer(0).octets(), rig.t1[0] + 1s);
	CHECK(rig.summary().received == 1);
	CHECK(rig.summary().lost == 0);
}

TEST_CASE("reordering is reported and counted (RFC 4737)") {
	Rig rig;
	rig.send(3);
	for (const std::uint32_t seq : {0u, 2u, 1u})
		rig.take(seq);
	CHECK(rig.last().reordered);
	CHECK_FALSE(rig.packets[1].reordered);
	CHECK(rig.summary().reordered == 1);
	CHECK(rig.summary().received == 3);
}

TEST_CASE("T-15: an SSID of zero is taken, and reported once") {
	Rig rig;
	rig.send(2);
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply = rig.answer(seq);
		reply.ssid = 0;
		rig.take(reply);
	}
	CHECK(rig.warnings == std::vector<std::string>{"ssid_zero"});
	CHECK(rig.warned_of == std::vector<std::uint32_t>{1});
	CHECK(rig.summary().received == 2);
}

TEST_CASE("a session without an SSID expects none back") {
	Rig rig{0};
	rig.send(1);
	Reply reply = rig.answer(0);
	reply.ssid = 0;
	rig.take(reply);
	CHECK(rig.warnings.empty());
	CHECK(rig.summary().received == 1);
}

TEST_CASE("another session's SSID: unexpected, and our request stays under way") {
	Rig rig;
	rig.send(1);
	Reply reply = rig.answer(0);
	reply.ssid = 0x4321;
	rig.take(reply);
	CHECK(rig.summary().unexpected == 1);
	CHECK(rig.summary().received == 0);
	CHECK(rig.measurement.in_flight() == 1);
	CHECK(rig.packets.empty());
	CHECK_FALSE(rig.summary().reflector_synced); // nothing of it is believed
}

TEST_CASE("garbage and numbers never sent are unexpected") {
	Rig rig;
	rig.send(1);
	rig.take({}, golden_t1);
	rig.take(Octets(37, 0xff), golden_t1);
	rig.take(Octets(44, 0xff), golden_t1);
	Reply reply;
	reply.sender_seq = 1;
	rig.take(reply);
	CHECK(rig.summary().unexpected == 4);
	CHECK(rig.summary().received == 0);
	CHECK(rig.packets.empty());
	CHECK(rig.warnings.empty());
}

TEST_CASE("L-05: a clock step spoils the roundtrips under way, and only those") {
	Rig rig;
	rig.send(2);
	rig.take(0);
	rig.measurement.clock_stepped();
	Reply reply = rig.answer(1);
	rig.take(reply.octets(), reply.t3 + 1h); // our clock jumped while it was under way
	CHECK_FALSE(rig.last().rtt);
	CHECK_FALSE(rig.last().late);
	rig.send(1);
	rig.take(2);
	CHECK(about(rig.last().rtt, 350us));
	const auto s = rig.summary();
	CHECK(s.received == 3);
	CHECK(s.lost == 0);
	CHECK(s.late == 0);
	CHECK(s.rtt.n == 2);
	CHECK(about(s.rtt.max, 350us));
}

TEST_CASE("a full window: the oldest request is reported as lost") {
	Rig rig;
	const auto slots =
		static_cast<int>(session::window_slots(rig.spec.interval, rig.spec.timeout));
	rig.send(slots + 2);
	CHECK(lost_numbers(rig) == std::vector<std::uint64_t>{0, 1});
	const auto s = rig.summary();
	CHECK(s.lost == 2);
	CHECK(s.in_flight == static_cast<std::uint64_t>(slots));
}

TEST_CASE("a reply so late that its time is forgotten is no request that was not stamped") {
	Rig rig;
	const auto slots =
		static_cast<int>(session::window_slots(rig.spec.interval, rig.spec.timeout));
	rig.send(slots + 2);
	rig.t1.erase(0);
	Reply reply;
	reply.sender_seq = 0;
	rig.take(reply);
	CHECK(rig.last().late);
	CHECK(rig.warnings.empty());
}
