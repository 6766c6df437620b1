// SPDX-License-Identifier: Apache-2.0
// What a measurement tells while it runs.
#include "session/measurement.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;

namespace {

constexpr std::size_t bin_500us = 8, bin_200us = 7, bin_10us = 3, bin_100us = 6;

MonoTime at(Duration since_start) {
	return MonoTime{} + since_start;
}

} // namespace

TEST_CASE("a tally counts what a summary counts") {
	Rig rig(0x1234, stats::ReflectorMode::stateful);
	rig.send(10);
	std::uint32_t number = 0;
	for (const std::uint32_t seq : {0u, 1u, 4u, 3u, 3u, 9u}) { // 2, 5..8 are lost
		auto answer = rig.answer(seq);
		answer.seq = number++;
		rig.take(answer);
	}
	rig.measurement.expire(at(1h));
	auto late = rig.answer(5);
	late.seq = number;
	rig.take(late);
	const stamp_tally tally = rig.measurement.tally(rig.clock, at(1h));
	const auto s = rig.summary();
	CHECK(tally.sent == s.sent);
	CHECK(tally.received == 5);
	CHECK(tally.duplicate == 1);
	CHECK(tally.reordered == 1);
	CHECK(tally.late == 1);
	CHECK(tally.has_directions == 1);
	CHECK(tally.lost_forward == s.lost_fwd);
	CHECK(tally.lost_backward == s.lost_bwd);
	CHECK(tally.lost_unknown == s.lost_unknown);
	CHECK(tally.lost_forward + tally.lost_backward + tally.lost_unknown == s.lost);
}

TEST_CASE("a tally has what did not leave, by its reason, and outages") {
	Rig rig;
	rig.send(3);
	rig.measurement.request_refused(at(3ms), STAMP_NOT_SENT_FILTERED);
	rig.measurement.slots_missed(7);
	rig.take(2);
	rig.measurement.expire(at(1h));
	const stamp_tally tally = rig.measurement.tally(rig.clock, at(1h));
	CHECK(tally.sent == 3);
	CHECK(tally.not_sent[STAMP_NOT_SENT_FILTERED] == 1);
	CHECK(tally.missed == 7);
	CHECK(tally.outages == 1);
	CHECK(tally.lost_unknown == 2);
}

TEST_CASE("delays are counted once for each answer that was in time") {
	Rig rig;
	rig.send(4);
	for (const std::uint32_t seq : {0u, 1u, 1u, 2u}) // 350 us, of them 250 us forward
		rig.take(seq);
	const stamp_tally tally = rig.measurement.tally(rig.clock, at(0s));
	CHECK(tally.rtt.bin[bin_500us] == 3);
	CHECK(std::chrono::abs(Duration{tally.rtt.sum_ns} - 3 * 350us) <= 6ns);
	CHECK(tally.processing.bin[bin_10us] + tally.processing.bin[bin_10us + 1] == 3);
	CHECK(tally.owd_valid == 1);
	CHECK(tally.forward.bin[bin_500us] == 3);
	CHECK(tally.backward.bin[bin_100us] + tally.backward.bin[bin_200us] == 3);
	CHECK(tally.has_far_error == 1);
	CHECK(tally.clock_error_ns == 10'000);
}

TEST_CASE("a one-way value is counted only when it was valid") {
	Rig rig;
	rig.clock.kernel.synced = false;
	rig.send(3);
	rig.take(0);
	stamp_tally tally = rig.measurement.tally(rig.clock, at(0s));
	CHECK(tally.owd_valid == 0);
	CHECK(tally.forward.bin[bin_500us] == 0);
	rig.clock.kernel.synced = true;
	rig.take(1);
	tally = rig.measurement.tally(rig.clock, at(0s));
	CHECK(tally.owd_valid == 1);
	CHECK(tally.forward.bin[bin_500us] == 1);
	CHECK(tally.rtt.bin[bin_500us] == 2);
}

TEST_CASE("before the first answer nothing is claimed of the far side") {
	Rig rig;
	rig.send(2);
	rig.measurement.expire(at(1h));
	const stamp_tally tally = rig.measurement.tally(rig.clock, at(1h));
	CHECK(tally.lost_unknown == 2);
	CHECK(tally.has_directions + tally.has_far_error + tally.owd_valid == 0);
}
