// SPDX-License-Identifier: Apache-2.0
// What the summary of a session says apart from the fate of its requests.
#include "session/measurement.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;

TEST_CASE("T-12: the summary says what may be claimed for one-way values") {
	Rig rig;
	rig.send(1);
	CHECK_FALSE(rig.summary().owd_valid); // nothing is known of the far side yet
	CHECK_FALSE(rig.summary().owd_uncertainty);
	CHECK_FALSE(rig.summary().reflector_synced);
	Reply reply = rig.answer(0);
	SECTION("both synchronised") {
		rig.take(reply);
		const auto s = rig.summary();
		CHECK(s.owd_valid);
		CHECK(s.reflector_error == 239ns);
		CHECK(s.clock.error == 10us);
		CHECK(s.owd_uncertainty == 10us + 239ns);
		CHECK(s.clock.synced);
		CHECK(s.clock.tai_offset_s == golden_tai_s);
	}
	SECTION("the reflector not") {
		reply.error = 0x0a01;
		rig.take(reply);
		CHECK_FALSE(rig.summary().owd_valid);
		CHECK(rig.summary().reflector_synced == false);
	}
	SECTION("our clock not") {
		rig.clock.kernel.synced = false;
		rig.take(reply);
		CHECK_FALSE(rig.summary().owd_valid);
		CHECK(rig.summary().reflector_synced == true);
	}
	SECTION("an error estimate without bounds does not overflow the sum") {
		reply.error = 0x3fff;
		rig.take(reply);
		CHECK(rig.summary().owd_uncertainty == Duration::max());
	}
}

TEST_CASE("missed slots are neither sent nor lost") {
	Rig rig;
	rig.send(1);
	rig.measurement.slots_missed(2);
	rig.measurement.slots_missed(3);
	const auto s = rig.summary();
	CHECK(s.missed_slots == 5);
	CHECK(s.sent == 1);
}

TEST_CASE("how late requests left is counted of those that were stamped") {
	Rig rig;
	rig.measurement.request_sent(MonoTime{}, 10us);
	rig.measurement.request_sent(MonoTime{});
	rig.measurement.request_sent(MonoTime{}, 30us);
	const auto error = rig.summary().pacing_error;
	CHECK(error.n == 2);
	CHECK(error.min == Duration{10us});
	CHECK(error.mean == Duration{20us});
	CHECK(error.max == Duration{30us});
	CHECK(rig.summary().sent == 3);
}
