// SPDX-License-Identifier: Apache-2.0
#include "session/wire_clock.h"

#include "support/catch.h"
#include "time/error_estimate.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;
using session::WireClock;

namespace {

constexpr std::int64_t tai_ns = golden::tai_minus_utc_ns;

// The kernel's TAI clock is ahead of UTC by `kernel_tai_s`, whatever the truth is.
WireClock clock_of(stamp_format format, int kernel_tai_s) {
	WireClock clock = wire_clock(format);
	clock.kernel.tai_offset_s = kernel_tai_s;
	return clock;
}

stamp_live live_of(const WireClock &clock) {
	stamp_live live{};
	clock.write(live);
	return live;
}

// What stands on the wire for a kernel TAI clock that reads `reading`.
std::int64_t wire_ns(const stamp_live &live, std::int64_t reading) {
	return reading + live.utc_minus_clock_ns + live.wire_minus_utc_ns;
}

time::ErrorEstimate estimate_of(const WireClock &clock) {
	return time::decode_error_estimate(stamp_swap16(live_of(clock).error_estimate));
}

} // namespace

TEST_CASE("S8762-08: NTP carries UTC, whatever the kernel's TAI offset") {
	const int kernel_tai_s = GENERATE(0, 36, golden_tai_s);
	const stamp_live live = live_of(clock_of(STAMP_FORMAT_NTP, kernel_tai_s));
	CHECK(live.wire_minus_utc_ns == 0);
	CHECK(live.utc_minus_clock_ns == -kernel_tai_s * std::int64_t{1000000000});
	CHECK(wire_ns(live, golden::t1_ns + kernel_tai_s * std::int64_t{1000000000}) ==
	      golden::t1_ns);
}

TEST_CASE("S8762-09: PTP carries TAI, whatever the kernel's TAI offset") {
	const int kernel_tai_s = GENERATE(0, golden_tai_s);
	const stamp_live live = live_of(clock_of(STAMP_FORMAT_PTP, kernel_tai_s));
	CHECK(live.wire_minus_utc_ns == tai_ns);
	CHECK(wire_ns(live, golden::t1_ns + kernel_tai_s * std::int64_t{1000000000}) ==
	      golden::t1_ns + tai_ns);
}

TEST_CASE("the source of time is PTP when a service says so, and local without any") {
	WireClock clock = clock_of(STAMP_FORMAT_NTP, 0);
	CHECK(live_of(clock).sync_source == STAMP_SYNC_NTP);
	clock.by_ptp = true;
	CHECK(live_of(clock).sync_source == STAMP_SYNC_PTP);
	clock.kernel.synced = false;
	CHECK(live_of(clock).sync_source == STAMP_SYNC_LOCAL);
}

TEST_CASE("NTP does not need TAI - UTC") {
	WireClock clock = wire_clock(STAMP_FORMAT_NTP, std::nullopt);
	CHECK(clock.synced());
	CHECK(clock.error() == 10us);
	CHECK(live_of(clock).wire_minus_utc_ns == 0);
	CHECK_FALSE(clock.report().tai_offset_s);
	CHECK(clock.tai_minus_utc_s() == 0);
}

TEST_CASE("PTP without TAI - UTC carries UTC and says so: unsynchronised, a minute off") {
	WireClock clock = wire_clock(STAMP_FORMAT_PTP, std::nullopt);
	CHECK_FALSE(clock.synced());
	CHECK(clock.error() == 1min);
	CHECK(live_of(clock).wire_minus_utc_ns == 0);
	const auto estimate = estimate_of(clock);
	CHECK(estimate.ptp);
	CHECK_FALSE(estimate.synced);
	REQUIRE(estimate.error);
	CHECK(*estimate.error >= 1min);
	CHECK(*estimate.error < 61s);
	CHECK_FALSE(clock.report().synced);
	clock.kernel.max_error = 2min; // a worse clock is not made better
	CHECK(clock.error() == 2min + 1us);
}

TEST_CASE("S8762-10 S8762-11: S, Z and the multiplier tell the truth about the clock") {
	const auto format = GENERATE(STAMP_FORMAT_NTP, STAMP_FORMAT_PTP);
	const bool synced = GENERATE(true, false);
	for (const Duration error : {Duration{0}, Duration{1us}, Duration{1ms}, Duration{16s}}) {
		CAPTURE(format, synced, error.count());
		WireClock clock = wire_clock(format);
		clock.kernel.synced = synced;
		clock.kernel.max_error = error;
		const auto estimate = estimate_of(clock);
		CHECK(estimate.synced == synced);
		CHECK(estimate.ptp == (format == STAMP_FORMAT_PTP));
		REQUIRE(estimate.error);
		CHECK(*estimate.error >= error + 1us);
		CHECK(clock.report().synced == synced);
		CHECK(clock.report().error == error + 1us);
	}
}

TEST_CASE("writing the clock leaves what is not its own alone") {
	stamp_live live{};
	live.admission_epoch = 7;
	wire_clock().write(live);
	CHECK(live.admission_epoch == 7);
}

TEST_CASE("this host's clock can be read, in either format") {
	for (const auto format : {STAMP_FORMAT_NTP, STAMP_FORMAT_PTP}) {
		const auto clock = session::read_wire_clock(format);
		REQUIRE(clock);
		CHECK(clock->format == format);
		CHECK(clock->error() > 0ns);
		const std::int64_t kernel_ns =
			clock->kernel.tai_offset_s * std::int64_t{1000000000};
		CHECK(live_of(*clock).utc_minus_clock_ns == -kernel_ns);
		if (clock->kernel.tai_offset_s != 0) {
			CHECK(clock->tai_minus_utc_s() == clock->kernel.tai_offset_s);
		}
	}
}

TEST_CASE("the clock of a network card adds its error to that of the system's") {
	for (const stamp_format format : {STAMP_FORMAT_NTP, STAMP_FORMAT_PTP}) {
		WireClock clock = clock_of(format, 37);
		const Duration alone = clock.error();

		clock.receive_error = 12us;
		CHECK(clock.error() == alone + 12us);
		CHECK(clock.report().error == alone + 12us);
		CHECK(estimate_of(clock).error >= alone + 12us);
	}
}
