// SPDX-License-Identifier: Apache-2.0
#include "time/duration.h"

#include <cstdint>

#include "support/catch.h"

using namespace stamp;

TEST_CASE("a duration is read exactly") {
	struct Row {
		const char *text;
		std::int64_t ns;
	};
	const Row rows[] = {
		{"0", 0},
		{"1", 1'000'000'000},
		{"0.5", 500'000'000},
		{"007", 7'000'000'000},
		{"1.5ms", 1'500'000},
		{"100ms", 100'000'000},
		{"10us", 10'000},
		{"3ns", 3},
		{"0.1us", 100},
		{"2m", 120'000'000'000},
		{"1h", 3'600'000'000'000},
		{"0.1h", 360'000'000'000},
		{"0.000000001", 1},
		{"0.0000000010000000000000000000000", 1},
		{"0.000000000025h", 90},
		{"9223372036.854775807", INT64_MAX},
		{"9223372036854775807ns", INT64_MAX},
	};
	for (const Row &row : rows) {
		CAPTURE(row.text);
		const auto parsed = parse_duration(row.text);
		REQUIRE(parsed);
		CHECK(parsed->count() == row.ns);
	}
}

TEST_CASE("a bare number counts the unit that was agreed") {
	CHECK(parse_duration("0.5", std::chrono::milliseconds{1})->count() == 500'000);
	CHECK(parse_duration("2s", std::chrono::milliseconds{1})->count() == 2'000'000'000);
}

TEST_CASE("what is no duration is refused with the reason") {
	struct Row {
		const char *text;
		const char *why;
	};
	const Row rows[] = {
		{"-1", "is negative"},
		{"-1ms", "is negative"},
		{"", "is not a duration"},
		{"s", "is not a duration"},
		{"x", "is not a duration"},
		{"1x", "is not a duration"},
		{"1 s", "is not a duration"},
		{" 1", "is not a duration"},
		{"1.", "is not a duration"},
		{".5", "is not a duration"},
		{"1.5.2", "is not a duration"},
		{"1,5", "is not a duration"},
		{"1e3", "is not a duration"},
		{"+1", "is not a duration"},
		{"1S", "is not a duration"},
		{"1mss", "is not a duration"},
		{"0.1ns", "is shorter than a nanosecond"},
		{"0.00000000000025h", "is shorter than a nanosecond"}, // 0.9 ns
		{"1.0000000001", "is shorter than a nanosecond"},
		{"0.3333333333333333333333", "is shorter than a nanosecond"},
		{"9223372036.854775808", "is too long"},
		{"9223372037", "is too long"},
		{"2562048h", "is too long"},
		{"99999999999999999999999999", "is too long"},
	};
	for (const Row &row : rows) {
		CAPTURE(row.text);
		const auto parsed = parse_duration(row.text);
		REQUIRE_FALSE(parsed);
		CHECK(parsed.error().what.find(row.why) != std::string::npos);
		CHECK(parsed.error().code == 0);
	}
}

TEST_CASE("a duration is shown in the largest unit that fits, exactly") {
	struct Row {
		std::int64_t ns;
		const char *text;
	};
	const Row rows[] = {
		{0, "0s"},
		{1, "1ns"},
		{999, "999ns"},
		{1'000, "1us"},
		{1'500, "1.5us"},
		{1'005'000, "1.005ms"},
		{100'000'000, "100ms"},
		{1'000'000'000, "1s"},
		{900'000'000'000, "900s"},
		{1'000'000'001, "1.000000001s"},
		{-1'500'000, "-1.5ms"},
		{INT64_MAX, "9223372036.854775807s"},
		{INT64_MIN, "-9223372036.854775808s"},
	};
	for (const Row &row : rows) {
		CHECK(format_duration(Duration{row.ns}) == row.text);
		if (row.ns >= 0)
			CHECK(parse_duration(row.text)->count() == row.ns);
	}
}
