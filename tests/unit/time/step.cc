// SPDX-License-Identifier: Apache-2.0
#include "time/step.h"

#include <poll.h>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using time::ClockReading;

namespace {

constexpr Duration start = 1'767'225'600s;

ClockReading reading(Duration moved, Duration width = 100ns, int tai = 0) {
	return {.utc_minus_mono = start + moved, .width = width, .tai_minus_utc_s = tai};
}

} // namespace

TEST_CASE("a clock that nobody steps is not stepped, whatever the noise of reading it") {
	time::StepDetector detector{reading(0ns)};
	for (const Duration noise : {0ns, 50ns, -100ns, 1100ns, -1100ns})
		CHECK_FALSE(detector.check(reading(noise)));
	// An interrupted reading explains as much as it was wide.
	CHECK_FALSE(detector.check(reading(1ms, 2ms)));
	CHECK_FALSE(detector.check(reading(0ns)));
}

TEST_CASE("a step is reported once, with its size and sign") {
	time::StepDetector detector{reading(0ns)};
	CHECK(detector.check(reading(60us)).step == Duration{60us});
	CHECK_FALSE(detector.check(reading(60us)));
	CHECK(detector.check(reading(60us - 3h)).step == Duration{-3h});
	CHECK_FALSE(detector.check(reading(60us - 3h)));
}

TEST_CASE("steps too small for one look add up until they are seen") {
	time::StepDetector detector{reading(0ns)};
	CHECK_FALSE(detector.check(reading(500ns)));
	CHECK_FALSE(detector.check(reading(1000ns)));
	CHECK(detector.check(reading(1500ns)).step == Duration{1500ns});
	CHECK_FALSE(detector.check(reading(2000ns)));
}

TEST_CASE("a poor first reading is replaced by a better one") {
	time::StepDetector detector{reading(0ns, 10ms)};
	CHECK_FALSE(detector.check(reading(4ms, 100ns)));
	CHECK(detector.check(reading(4ms + 50us, 100ns)).step == Duration{50us});
}

TEST_CASE("a new TAI offset is reported once, with or without a step") {
	time::StepDetector detector{reading(0ns)};
	auto change = detector.check(reading(0ns, 100ns, 37));
	CHECK(change);
	CHECK(change.tai_offset_s == 37);
	CHECK_FALSE(change.step);
	CHECK_FALSE(detector.check(reading(0ns, 100ns, 37)));

	// A leap second: UTC goes back by one, TAI goes on.
	change = detector.check(reading(-1s, 100ns, 38));
	CHECK(change.tai_offset_s == 38);
	CHECK(change.step == Duration{-1s});
}

TEST_CASE("the clocks of this host are read within a moment") {
	const auto now = time::read_clocks();
	CHECK(now.width >= 0ns);
	CHECK(now.width < 10ms);
	CHECK(now.utc_minus_mono > 0ns);
}

TEST_CASE("a watch of this host's clock is quiet while nothing happens") {
	auto watch = time::StepWatch::create();
	REQUIRE(watch);
	CHECK_FALSE(watch->check());
	pollfd readable{.fd = watch->fd(), .events = POLLIN, .revents = 0};
	CHECK(::poll(&readable, 1, 0) == 0);

	auto moved = std::move(*watch);
	CHECK_FALSE(moved.check());
	CHECK(moved.fd() >= 0);
}
