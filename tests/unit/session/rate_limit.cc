// SPDX-License-Identifier: Apache-2.0
#include "session/rate_limit.h"

#include "support/catch.h"

using namespace std::chrono_literals;
using stamp::session::exceeds_default_rate;
using stamp::session::fits_default_rate;

TEST_CASE("a reflector answers 1000 requests a second of one source") {
	CHECK_FALSE(exceeds_default_rate(1s));
	CHECK_FALSE(exceeds_default_rate(1ms));
	CHECK(exceeds_default_rate(999us));
	CHECK(exceeds_default_rate(1ns));
}

TEST_CASE("loss that fits that rate: a burst of 200 and 1000 a second") {
	CHECK(fits_default_rate(5000, 1200, 1s));
	CHECK(fits_default_rate(50'000, 10'200, 10s));
	CHECK(fits_default_rate(50'000, 10'900, 10s));
	CHECK_FALSE(fits_default_rate(5000, 5000, 1s)); // nothing is lost
	CHECK_FALSE(fits_default_rate(5000, 4900, 1s)); // a little is
	CHECK_FALSE(fits_default_rate(5000, 600, 1s));
	CHECK_FALSE(fits_default_rate(5000, 0, 1s));
	CHECK_FALSE(fits_default_rate(1200, 1100, 1s)); // it is not above the rate
}
