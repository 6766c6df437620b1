// SPDX-License-Identifier: Apache-2.0
#include "stats/fixed_histogram.h"

#include <string>

#include "support/catch.h"

using namespace stamp;
using stats::FixedHistogram;
using stats::parse_fixed_bounds;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

FixedHistogram made(const char *text) {
	return FixedHistogram(*parse_fixed_bounds(text));
}

std::string error_of(const char *text) {
	const auto bounds = parse_fixed_bounds(text);
	return bounds ? "" : bounds.error().text();
}

} // namespace

TEST_CASE("BINS,FLOOR,CEIL is read, bounds in milliseconds") {
	const auto bounds = parse_fixed_bounds("50,0,20.5");
	REQUIRE(bounds);
	CHECK(bounds->bins == 50);
	CHECK(bounds->floor == Duration{0});
	CHECK(bounds->ceil == microseconds{20'500});

	CHECK(parse_fixed_bounds("3,-1.5,1e3")->floor == microseconds{-1500});
	CHECK(parse_fixed_bounds("3,-1.5,1e3")->ceil == std::chrono::seconds{1});
	CHECK(parse_fixed_bounds("3,0.1,0.3")->floor == microseconds{100});
	CHECK(parse_fixed_bounds("1000000,0,1"));
}

TEST_CASE("a bad --hist is reported, with the part that is wrong") {
	CHECK(error_of("") == "histogram \"\": not of the form BINS,FLOOR,CEIL");
	CHECK(error_of("50,0") == "histogram \"50,0\": not of the form BINS,FLOOR,CEIL");
	CHECK(error_of("50,0,1,2") == "histogram \"50,0,1,2\": not of the form BINS,FLOOR,CEIL");

	const std::string bins = ": BINS is a whole number from 3 to 1000000";
	for (const char *text : {"2,0,1", "-3,0,1", "3.5,0,1", ",0,1", "x,0,1", "1000001,0,1",
				 " 3,0,1", "99999999999999999999,0,1"})
		CHECK(error_of(text) == "histogram \"" + std::string(text) + "\"" + bins);

	for (const char *text : {"3,,1", "3,x,1", "3,nan,1", "3,-inf,1", "3,0ms,1", "3,1e300,1"})
		CHECK(error_of(text) == "histogram \"" + std::string(text) +
						"\": FLOOR is not a number of milliseconds");
	for (const char *text : {"3,0,", "3,0,inf", "3,0,1e13"})
		CHECK(error_of(text) == "histogram \"" + std::string(text) +
						"\": CEIL is not a number of milliseconds");
	for (const char *text : {"3,1,1", "3,2,1", "3,0,0.0000001"})
		CHECK(error_of(text) ==
		      "histogram \"" + std::string(text) + "\": FLOOR is not below CEIL");
}

TEST_CASE("an empty histogram is a line of zeros") {
	CHECK(made("4,0,1").line() == "0 0 0 0");
}

TEST_CASE("the first bin is all below FLOOR, the last all from CEIL up") {
	FixedHistogram h = made("3,1,2");
	for (const int us : {-5, 0, 999})
		h.add(microseconds{us});
	for (const int us : {1000, 1999})
		h.add(microseconds{us});
	for (const int us : {2000, 2001, 1'000'000, 5'000'000})
		h.add(microseconds{us});
	h.add(Duration::min());
	h.add(Duration::max());
	CHECK(h.line() == "4 2 5");
}

TEST_CASE("inner bins are equal and hold their lower bound") {
	FixedHistogram h = made("12,0,10");
	for (int ms = 0; ms < 10; ms++) {
		for (int i = 0; i <= ms; i++)
			h.add(milliseconds{ms});
		h.add(milliseconds{ms} + Duration{999'999});
	}
	CHECK(h.line() == "0 2 3 4 5 6 7 8 9 10 11 0");
}

TEST_CASE("bounds that no double can hold are kept to the nanosecond") {
	FixedHistogram h = made("7,0.1,0.6"); // five bins of 0.1 ms
	for (const int us : {100, 200, 300, 400, 500})
		h.add(microseconds{us});
	h.add(microseconds{600} - Duration{1});
	CHECK(h.line() == "0 1 1 1 1 2 0");
}
