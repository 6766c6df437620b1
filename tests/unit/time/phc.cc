// SPDX-License-Identifier: Apache-2.0
#include "time/phc.h"

#include <cerrno>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

ptp_clock_time at(std::int64_t sec, std::uint32_t nsec) {
	return {sec, nsec, 0};
}

} // namespace

TEST_CASE("of several samples the tightest is taken, and its middle") {
	ptp_sys_offset_extended samples{};
	samples.n_samples = 3;
	samples.ts[0][0] = at(100, 999'998'000);
	samples.ts[0][1] = at(137, 1'000);
	samples.ts[0][2] = at(101, 4'000);
	samples.ts[1][0] = at(102, 1'000);
	samples.ts[1][1] = at(139, 2'100);
	samples.ts[1][2] = at(102, 3'000);
	samples.ts[2][0] = at(103, 0);
	samples.ts[2][1] = at(140, 1);
	samples.ts[2][2] = at(103, 2'001);
	const time::PhcReading reading = time::tightest(samples);

	CHECK(reading.phc_ns == 139'000'002'100);
	CHECK(reading.utc == UtcTime{102s + 2us});
	CHECK(reading.half_width == 1us);
}

TEST_CASE("without the close kind of reading the system clock is read in turn with the card") {
	ptp_sys_offset samples{};
	samples.n_samples = 2;
	samples.ts[0] = at(50, 0);
	samples.ts[1] = at(7, 10);
	samples.ts[2] = at(50, 8'000);
	samples.ts[3] = at(7, 9'000);
	samples.ts[4] = at(50, 14'000);
	const time::PhcReading reading = time::tightest(samples);

	CHECK(reading.phc_ns == 7'000'009'000);
	CHECK(reading.utc == UtcTime{50s + 11us});
	CHECK(reading.half_width == 3us);
}

TEST_CASE("a sample over which the system clock was set back is not the tightest") {
	ptp_sys_offset_extended samples{};
	samples.n_samples = 2;
	samples.ts[0][0] = at(100, 0);
	samples.ts[0][1] = at(10, 0);
	samples.ts[0][2] = at(90, 0);
	samples.ts[1][0] = at(90, 100);
	samples.ts[1][1] = at(10, 150);
	samples.ts[1][2] = at(90, 300);

	CHECK(time::tightest(samples).half_width == 100ns);
	CHECK(time::tightest(samples).phc_ns == 10'000'000'150);
}

TEST_CASE("a clock that is not there") {
	const auto phc = time::Phc::open(4711);

	REQUIRE_FALSE(phc);
	CHECK(phc.error().code == ENOENT);
	CHECK(phc.error().what == "open the clock /dev/ptp4711");
}
