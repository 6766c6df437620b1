// SPDX-License-Identifier: Apache-2.0
#include "stats/delay_bins.h"

#include <numeric>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::DelayBins;

TEST_CASE("bounds are 1, 2, 5 of every power of ten from 1 us to 10 s") {
	CHECK(stats::delay_bounds.front() == 1us);
	CHECK(stats::delay_bounds[5] == 50us);
	CHECK(stats::delay_bounds[10] == 2ms);
	CHECK(stats::delay_bounds.back() == 10s);
}

TEST_CASE("a value on a bound lies below it, one above in the next bin") {
	DelayBins bins;
	for (const Duration value : {-5us, 0us, 1us})
		add_to(bins, value);
	CHECK(bins.bin.front() == 3);
	add_to(bins, 1us + 1ns);
	add_to(bins, 2us);
	CHECK(bins.bin[1] == 2);
	add_to(bins, 10s);
	CHECK(bins.bin[21] == 1);
	add_to(bins, 10s + 1ns);
	CHECK(bins.bin[22] == 1);
	CHECK(bins.sum == 20s + 1ns - 5us + 1us + 1us + 1ns + 2us);
}

TEST_CASE("a sum that would overflow stays what it is") {
	DelayBins bins;
	add_to(bins, Duration::max());
	add_to(bins, 1ns);
	CHECK(bins.sum == Duration::max());
	CHECK(bins.bin.back() == 1);
}
