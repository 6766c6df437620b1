// SPDX-License-Identifier: Apache-2.0
#include "render/duration.h"

#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.h"

using namespace stamp;
using namespace stamp::render;

namespace {

constexpr std::int64_t s = 1'000'000'000, h = 3600 * s;

std::string shown(std::int64_t ns) {
	return format_duration(Duration{ns});
}
std::string estimate(std::int64_t ns) {
	return format_estimate(Duration{ns});
}

} // namespace

TEST_CASE("a duration has a unit and at most four digits") {
	CHECK(shown(0) == "0ns");
	CHECK(shown(1) == "1ns");
	CHECK(shown(999) == "999ns");
	CHECK(shown(1000) == "1.0us");
	CHECK(shown(3301) == "3.3us");
	CHECK(shown(41'200) == "41.2us");
	CHECK(shown(8'021'000) == "8.021ms");
	CHECK(shown(12'345'678) == "12.35ms");
	CHECK(shown(123'456'789) == "123.5ms");
	CHECK(shown(1'234'000'000) == "1.234s");
	CHECK(shown(12 * s) == "12.00s");
	CHECK(shown(123 * s) == "123.0s");
	CHECK(shown(3600 * s) == "3600s");
	CHECK(shown(10'000 * s) == "2.778h");
	CHECK(shown(24 * h) == "24.00h");
	CHECK(shown(365 * h) == "365.0h");
	CHECK(shown(1'795'414'765'511'178'887) == "498726h");
}

TEST_CASE("rounding up moves on to the next unit or precision") {
	CHECK(shown(999'949) == "999.9us");
	CHECK(shown(999'950) == "1.000ms");
	CHECK(shown(9'999'499) == "9.999ms");
	CHECK(shown(9'999'500) == "10.00ms");
	CHECK(shown(99'995'000) == "100.0ms");
	CHECK(shown(999'950'000) == "1.000s");
	CHECK(shown(9'999'500'000) == "10.00s");
	CHECK(shown(9999 * s + s / 2) == "2.778h");
}

TEST_CASE("negative durations mirror positive ones") {
	CHECK(shown(-1) == "-1ns");
	CHECK(shown(-41'249) == "-41.2us");
	CHECK(shown(-999'950) == "-1.000ms");
	CHECK(shown(-37 * s) == "-37.00s");
}

TEST_CASE("the limits of Duration fit a column") {
	CHECK(shown(std::numeric_limits<std::int64_t>::max()) == "2562048h");
	CHECK(shown(std::numeric_limits<std::int64_t>::min()) == "-2562048h");
}

TEST_CASE("an unknown duration is a dash") {
	CHECK(format_duration(std::nullopt) == "-");
}

TEST_CASE("an estimate has two digits") {
	CHECK(estimate(0) == "0 ns");
	CHECK(estimate(85) == "85 ns");
	CHECK(estimate(100) == "0.10 us");
	CHECK(estimate(1'380) == "1.4 us");
	CHECK(estimate(51'000) == "51 us");
	CHECK(estimate(180'000) == "0.18 ms");
	CHECK(estimate(1'200'000) == "1.2 ms");
	CHECK(estimate(1'380'000) == "1.4 ms");
	CHECK(estimate(16'000'000'000) == "16 s");
	CHECK(estimate(995'000) == "1.0 ms");
	CHECK(estimate(500'000'000) == "0.50 s");
	CHECK(estimate(std::numeric_limits<std::int64_t>::max()) == "9223372037 s");
}

TEST_CASE("a time is UTC with microseconds") {
	CHECK(format_time(utc(1795414765511178887)) == "2026-11-23T06:19:25.511178Z");
	CHECK(format_time(utc(0)) == "1970-01-01T00:00:00.000000Z");
	CHECK(format_time(utc(951782400000000999)) == "2000-02-29T00:00:00.000000Z");
	CHECK(format_time(utc(-1)) == "1969-12-31T23:59:59.999999Z");
}
