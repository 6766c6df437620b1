// SPDX-License-Identifier: Apache-2.0
#include "time/timex.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

struct timex raw_clock(int status, long max_error_us = 0, long est_error_us = 0, int tai = 0) {
	struct timex raw {};
	raw.status = status;
	raw.maxerror = max_error_us;
	raw.esterror = est_error_us;
	raw.tai = tai;
	return raw;
}

} // namespace

TEST_CASE("a clock nobody disciplines is unsynchronised with the kernel's ceiling as its error") {
	const auto clock =
		time::kernel_clock(raw_clock(STA_UNSYNC, 16'000'000, 16'000'000), TIME_ERROR);
	CHECK_FALSE(clock.synced);
	CHECK(clock.max_error == 16s);
	CHECK(clock.est_error == 16s);
	CHECK(clock.tai_offset_s == 0);
}

TEST_CASE("synchronised needs both the status bit and the state") {
	CHECK(time::kernel_clock(raw_clock(STA_PLL), TIME_OK).synced);
	CHECK(time::kernel_clock(raw_clock(0), TIME_INS).synced);
	CHECK_FALSE(time::kernel_clock(raw_clock(STA_PLL | STA_UNSYNC), TIME_OK).synced);
	CHECK_FALSE(time::kernel_clock(raw_clock(STA_CLOCKERR), TIME_ERROR).synced);
}

TEST_CASE("the kernel's errors are microseconds, its TAI offset seconds") {
	const auto clock = time::kernel_clock(raw_clock(0, 180, 42, 37), TIME_OK);
	CHECK(clock.max_error == 180us);
	CHECK(clock.est_error == 42us);
	CHECK(clock.tai_offset_s == 37);
}

TEST_CASE("a leap second at the end of the day is announced by the status") {
	CHECK(time::kernel_clock(raw_clock(0), TIME_OK).leap == time::Leap::none);
	CHECK(time::kernel_clock(raw_clock(STA_INS), TIME_INS).leap == time::Leap::insert);
	CHECK(time::kernel_clock(raw_clock(STA_DEL), TIME_DEL).leap == time::Leap::remove);
}

TEST_CASE("the claimed error is the larger estimate and the granularity of both") {
	CHECK(time::clock_error(time::kernel_clock(raw_clock(0, 180, 42), TIME_OK)) == 181us);
	CHECK(time::clock_error(time::kernel_clock(raw_clock(0, 0, 42), TIME_OK)) == 43us);
	CHECK(time::clock_error(time::kernel_clock(raw_clock(0, -5, -5), TIME_OK)) == 1us);
}

TEST_CASE("the kernel's clock can be read without any privilege") {
	const auto clock = time::read_kernel_clock();
	REQUIRE(clock);
	CHECK(clock->max_error >= 0s);
}
