// SPDX-License-Identifier: Apache-2.0
// What one reply says: decoding, clocks and formats.
#include "session/measurement.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;

namespace {

constexpr UtcTime golden_t4 = golden_t1 + 360us;

// A rig with requests 0 and 1 under way; 1 left at the golden T1.
struct GoldenRig : Rig {
	GoldenRig() {
		send(2);
		t1[1] = golden_t1;
	}
};

void check_golden(const stats::Packet &packet) {
	CHECK(packet.seq == 1);
	CHECK(packet.fwd == 250us);
	CHECK(packet.proc == 10us);
	CHECK(packet.bwd == 100us);
	CHECK(packet.rtt == 350us);
	CHECK(packet.t1 == golden_t1);
	CHECK(packet.t2 == golden_t1 + 250us);
	CHECK(packet.t3 == golden_t1 + 260us);
	CHECK(packet.t4 == golden_t4);
	CHECK(packet.ttl == golden::ttl);
}

} // namespace

TEST_CASE("golden replies: 250 us forward, 10 us in the reflector") {
	GoldenRig rig;
	SECTION("stateful, NTP") {
		rig.take(golden::reply_stateful(), golden_t4);
		CHECK(rig.last().reply_seq == 7);
	}
	SECTION("stateless, NTP") {
		rig.take(golden::reply_ntp(), golden_t4);
		CHECK(rig.last().reply_seq == 1);
	}
	SECTION("S8762-15: the reflector in PTP, the sender in NTP") {
		rig.take(golden::reply_ptp(), golden_t4);
	}
	check_golden(rig.last());
	CHECK(rig.last().reply_ttl == 251);
	CHECK(rig.last().dscp == 46); // without the ECN bits
	CHECK_FALSE(rig.last().lost);
	CHECK(rig.warnings.empty());
	CHECK(rig.measurement.received() == 1);
	CHECK(rig.measurement.in_flight() == 1);
}

TEST_CASE("S8762-15: T1 by our own clock, T2 and T3 by the reflector's Z") {
	// Sender PTP: Z of the echoed T1 and that of the reflector differ both ways round.
	GoldenRig rig;
	rig.clock = wire_clock(STAMP_FORMAT_PTP);
	Octets reply = golden::reply_ntp();
	stamp::test::put32(reply, 28, 0x6955b925); // T1 as we sent it: PTP
	stamp::test::put32(reply, 32, 500000000);
	stamp::test::put16(reply, 36, 0xcf84);
	rig.take(reply, golden_t4);
	check_golden(rig.last());
	CHECK(rig.warnings.empty());
}

TEST_CASE("S8762-16 T-14: octets that should be zero do not invalidate a reply") {
	GoldenRig rig;
	Octets reply = golden::reply_ntp();
	for (const std::size_t at : {38u, 39u, 41u, 42u, 43u})
		reply[at] = 0xa5;
	rig.take(reply, golden_t4);
	check_golden(rig.last());
	CHECK(rig.warnings.empty());
}

TEST_CASE("S8762-18 T-08: a reply is matched by the number it echoes, not by its own") {
	Rig rig;
	rig.send(3);
	Reply reply = rig.answer(2);
	reply.seq = 0;
	rig.take(reply);
	CHECK(rig.last().seq == 2);
	CHECK(rig.last().reply_seq == 0);
	CHECK(about(rig.last().rtt, 350us));
}

TEST_CASE("S8762-21: the roundtrip is right however far off the peer's clock is") {
	Rig rig;
	rig.send();
	const Duration offset =
		GENERATE(Duration{0}, Duration{37s}, Duration{-1h}, Duration{24h * 365 * 30},
			 Duration{-24h * 365 * 30}, Duration{24h * 365 * 67});
	CAPTURE(offset.count());
	Reply reply = rig.answer(0);
	const UtcTime t4 = reply.t3 + 100us;
	reply.t2 += offset;
	reply.t3 += offset;
	rig.take(reply.octets(), t4);
	CHECK(about(rig.last().rtt, 350us));
	CHECK(about(rig.last().proc, 10us));
	CHECK(about(rig.last().fwd, 250us + offset));
	CHECK(about(rig.last().bwd, 100us - offset));
}

TEST_CASE("S8762-22 T-11: a negative one-way delay stays negative") {
	Rig rig;
	rig.send();
	Reply reply = rig.answer(0);
	reply.t2 -= 1ms;
	reply.t3 -= 1ms;
	rig.take(reply.octets(), golden_t1 + 360us);
	CHECK(about(rig.last().fwd, -750us));
	CHECK(about(rig.last().bwd, 1100us));
	CHECK(about(rig.last().rtt, 350us));
	CHECK(about(rig.summary().fwd.min, -750us));
}

TEST_CASE("S8762-23: replies of 38 octets and more count, the TTL is known from 41 on") {
	for (std::size_t length = 36; length <= 44; length++) {
		CAPTURE(length);
		GoldenRig rig;
		rig.take(stamp::test::slice(golden::reply_ntp(), 0, length), golden_t4);
		CHECK(rig.measurement.received() == (length >= 38));
		CHECK(rig.summary().unexpected == (length < 38));
		if (length < 38)
			continue;
		CHECK(rig.last().rtt == 350us);
		CHECK(rig.last().ttl.has_value() == (length >= 41));
	}
}

TEST_CASE("a TWAMP Light responder that takes one time only has processing time 0 (T-03)") {
	Rig rig;
	rig.send();
	Reply reply = rig.answer(0);
	reply.t3 = reply.t2;
	reply.error = 0x0001;
	rig.take(stamp::test::slice(reply.octets(), 0, 38), reply.t3 + 100us);
	CHECK(rig.last().proc == 0ns);
	CHECK(about(rig.last().rtt, 350us));
	CHECK_FALSE(rig.summary().owd_valid);
}

TEST_CASE("S8762-28: the era of NTP may end between T1 and T4") {
	constexpr UtcTime wrap{Duration{2085978496s}}; // 2036-02-07 06:28:16
	const Duration before = GENERATE(0us, 100us, 300us, 340us, 1s);
	CAPTURE(before.count());
	Rig rig;
	rig.send();
	rig.t1[0] = wrap - before;
	rig.take(0);
	CHECK(about(rig.last().fwd, 250us));
	CHECK(about(rig.last().bwd, 100us));
	CHECK(about(rig.last().rtt, 350us));
	CHECK(rig.warnings.empty());
}

TEST_CASE("S8762-29 T-17: a multiplier of zero is processed, and reported once") {
	Rig rig;
	rig.send(2);
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply = rig.answer(seq);
		reply.error = 0x8a00;
		rig.take(reply);
	}
	CHECK(rig.warnings == std::vector<std::string>{"ee_zero"});
	const auto s = rig.summary();
	CHECK(s.received == 2);
	CHECK(s.reflector_synced == true);
	CHECK_FALSE(s.reflector_error);
	CHECK_FALSE(s.owd_uncertainty);
	CHECK_FALSE(s.owd_valid);
}

TEST_CASE("a clock that is years off is no format mismatch") {
	Rig rig;
	rig.send();
	Reply reply = rig.answer(0);
	reply.t2 = UtcTime{Duration{1000s + 500ms}}; // it has just booted, in 1970
	reply.t3 = reply.t2 + 10us;
	rig.take(reply.octets(), golden_t1 + 360us);
	CHECK(rig.warnings.empty());
	CHECK(about(rig.last().rtt, 350us));
}

TEST_CASE("T-18: a peer that returns our timestamp as its own is reported once") {
	Rig rig;
	rig.send(2);
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply = rig.answer(seq);
		reply.t2 = reply.t3 = reply.echoed_t1;
		rig.take(reply);
	}
	CHECK(rig.warnings == std::vector<std::string>{"not_measuring"});
	CHECK(rig.measurement.received() == 2);
}

TEST_CASE("an answer before its question: no processing time, no roundtrip, reported once") {
	Rig rig;
	rig.send(2);
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply = rig.answer(seq);
		reply.t3 = reply.t2 - 1ms;
		rig.take(reply.octets(), golden_t1 + 5ms);
	}
	CHECK(rig.warnings == std::vector<std::string>{"t3_before_t2"});
	CHECK_FALSE(rig.last().proc);
	CHECK_FALSE(rig.last().rtt);
	CHECK(rig.last().fwd);
	const auto s = rig.summary();
	CHECK(s.received == 2);
	CHECK(s.rtt.n == 0);
	CHECK(s.proc.n == 0);
}

TEST_CASE("T-10: PTP from the far side, and TAI - UTC unknown here") {
	Rig rig;
	rig.clock = wire_clock(STAMP_FORMAT_NTP, std::nullopt);
	rig.send(2);
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply = rig.answer(seq);
		reply.error = golden::error_ptp;
		reply.tai_s = golden_tai_s;
		rig.take(reply.octets(), reply.t3 + 100us);
	}
	CHECK(rig.warnings == std::vector<std::string>{"tai_unknown"});
	CHECK(rig.last().rtt == 350us);
	CHECK(rig.last().fwd == 250us + Duration{golden::tai_minus_utc_ns});
}

TEST_CASE("requests that no program stamped: counted and reported, not timed") {
	Rig rig;
	rig.send(2);
	rig.t1.clear();
	for (const std::uint32_t seq : {0u, 1u}) {
		Reply reply;
		reply.seq = reply.sender_seq = seq;
		Octets octets = reply.octets();
		std::fill_n(octets.begin() + 28, 8, std::uint8_t{0}); // as the request left
		rig.take(octets, reply.t3 + 100us);
	}
	CHECK(rig.warnings == std::vector<std::string>{"not_stamped"});
	CHECK_FALSE(rig.last().rtt);
	CHECK_FALSE(rig.last().fwd);
	CHECK(about(rig.last().bwd, 100us));
	CHECK(rig.measurement.received() == 2);
}
