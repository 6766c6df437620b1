// SPDX-License-Identifier: Apache-2.0
// T-09: the Z bit may be a copy of the request's. The times show which format they are in.
#include "session/far_format.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

namespace {

// A reply whose times are in one format, while its Z bit says what it says.
Octets copied_z(const Reply &reply, bool is_ptp, bool z) {
	Reply honest = reply;
	honest.error = is_ptp ? golden::error_ptp : golden::error_ntp;
	honest.tai_s = golden_tai_s;
	Octets octets = honest.octets();
	stamp::test::put16(octets, 12, z ? golden::error_ptp : golden::error_ntp);
	return octets;
}

void take(Rig &rig, std::uint32_t seq, bool is_ptp, Duration off, Duration proc = 20us) {
	Reply reply = rig.answer(seq);
	reply.t2 += off;
	reply.t3 = reply.t2 + proc;
	const UtcTime t4 = rig.t1[seq] + 250us + proc + 100us;
	Octets octets = copied_z(reply, is_ptp, !is_ptp);
	const Sent sent = *rig.stamped(seq);
	stamp::test::put32(octets, 28, sent.wire_t1.sec);
	stamp::test::put32(octets, 32, sent.wire_t1.frac);
	stamp::test::put16(octets, 36, sent.error_bits);
	rig.take(octets, t4);
}

} // namespace

TEST_CASE("T-09: times that fit the other format alone are read in that one, and reported once") {
	for (const bool is_ptp : {false, true}) {
		CAPTURE(is_ptp);
		Rig rig;
		rig.send(2);
		take(rig, 0, is_ptp, 0us);
		take(rig, 1, is_ptp, 3h);
		CHECK(rig.warnings == std::vector<std::string>{"z_mismatch"});
		CHECK(about(rig.packets[0].proc, 20us));
		CHECK(about(rig.packets[0].rtt, 350us));
		CHECK(about(rig.packets[0].fwd, 250us));
		CHECK(about(rig.packets[1].proc, 20us));
		CHECK(about(rig.packets[1].rtt, 350us));
		CHECK(rig.summary().implausible == 0);
	}
}

TEST_CASE("T-09: a second that turns over between T2 and T3 is no 767 ms") {
	for (const bool is_ptp : {false, true}) {
		CAPTURE(is_ptp);
		Rig rig;
		rig.send(1);
		rig.t1[0] = UtcTime{std::chrono::seconds{1767225600}} - 260us; // T2 is 10 us before
		take(rig, 0, is_ptp, 0us);
		CHECK(about(rig.last().proc, 20us));
		CHECK(about(rig.last().rtt, 350us));
	}
}

TEST_CASE("T-09: of a clock that is years off, a fraction of 10^9 and more is NTP") {
	Rig rig;
	rig.clock = wire_clock(STAMP_FORMAT_PTP);
	rig.send(2);
	take(rig, 0, false, -24h * 365 * 30); // half a second: 2^31
	CHECK(rig.warnings == std::vector<std::string>{"z_mismatch"});
	CHECK(about(rig.last().proc, 20us));
	CHECK(about(rig.last().rtt, 350us));
}

TEST_CASE("T-09: while it is not certain which format it is, there is no value") {
	Rig rig; // NTP, as the copied Z says; the times are nanoseconds of a clock at 1996
	rig.send(20);
	for (std::uint32_t seq = 0; seq < 20; seq++)
		take(rig, seq, true, -24h * 365 * 30);
	for (std::size_t seq = 0; seq < 7; seq++) {
		CHECK_FALSE(rig.packets[seq].t2);
		CHECK_FALSE(rig.packets[seq].rtt);
		CHECK_FALSE(rig.packets[seq].proc);
		CHECK_FALSE(rig.packets[seq].fwd);
		CHECK_FALSE(rig.packets[seq].bwd);
	}
	CHECK(about(rig.last().proc, 20us));
	CHECK(about(rig.last().rtt, 350us));
	CHECK(rig.warnings == std::vector<std::string>{"format_unknown", "z_mismatch"});
	const auto s = rig.summary();
	CHECK(s.received == 20);
	CHECK(about(s.proc.min, 20us));
	CHECK(about(s.proc.max, 20us));
}

TEST_CASE("a Z bit that is not ours is no copy, and believed") {
	Rig rig; // NTP
	rig.send(1);
	Reply reply = rig.answer(0);
	reply.t2 -= 24h * 365 * 30;
	reply.t3 = reply.t2 + 20us;
	rig.take(copied_z(reply, true, true), rig.t1[0] + 370us);
	CHECK(rig.warnings.empty());
	CHECK(about(rig.last().rtt, 350us));
}

TEST_CASE("T2 that is T3 takes nothing off the round trip, whatever the format") {
	Rig rig;
	rig.send(1);
	take(rig, 0, true, -24h * 365 * 30, 0us);
	CHECK_FALSE(rig.last().proc); // no transmit time was written
	CHECK(about(rig.last().rtt, 350us));
	CHECK_FALSE(rig.last().fwd);
}
