// SPDX-License-Identifier: Apache-2.0
#include "time/utc_to_mono.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

constexpr Duration utc_minus_mono = 1'767'225'600s + 123ns;
const MonoTime before{1000s}, after = before + 10us;

UtcTime stamped(MonoTime at) {
	return UtcTime{at.time_since_epoch() + utc_minus_mono};
}

time::UtcToMono conversion(Duration width = 0ns) {
	return time::UtcToMono{{utc_minus_mono, width, 37}};
}

} // namespace

TEST_CASE("a stamp becomes the time of the other clock, to the nanosecond") {
	for (const MonoTime at : {before, before + 1ns, before + 5us, after})
		CHECK(conversion().between(stamped(at), before, after) == at);
}

TEST_CASE("a stamp from before the call or after it is none of ours: the clock was stepped") {
	for (const Duration step : {Duration{2us}, Duration{1ms}, Duration{1s}, Duration{24h}}) {
		CHECK_FALSE(conversion().between(stamped(before - step), before, after));
		CHECK_FALSE(conversion().between(stamped(after + step), before, after));
	}
}

TEST_CASE("what the comparison of the clocks leaves open is allowed for") {
	CHECK_FALSE(conversion().between(stamped(after + 3us), before, after));
	CHECK(conversion(2us).between(stamped(after + 3us), before, after) == after + 3us);
	CHECK(conversion(2us).between(stamped(before - 3us), before, after) == before - 3us);
}

TEST_CASE("the clocks of this host are brought together within what was read") {
	const time::UtcToMono conversion{time::read_clocks()};
	const MonoTime start = mono_now();
	const UtcTime at{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
	CHECK(conversion.between(at, start, mono_now()));
}
