// SPDX-License-Identifier: Apache-2.0
#include "session/spread.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "stamp/limits.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::spread_time;

TEST_CASE("a name has its time in each interval, the same after a restart") {
	const MonoTime from{3h + 123'456'789ns};
	const MonoTime first = spread_time("lon1", 1s, from);
	CHECK((first >= from && first < from + 1s));
	CHECK(first.time_since_epoch() % 1ms == 0ns);
	CHECK(spread_time("lon1", 1s, first) == first);
	CHECK(spread_time("lon1", 1s, first + 1ns) == first + 1s);
	CHECK((spread_time("lon1", 1s, from + 77min) - first) % 1s == 0ns);
	// Of this very build and of the next: a process that starts again goes on in step.
	CHECK(spread_time("lon1", 1s, MonoTime{}).time_since_epoch() == 73ms);
}

TEST_CASE("names that are alike do not send at the same time") {
	const Duration interval =
		GENERATE(Duration{1s}, Duration{100ms}, Duration{10ms}, Duration{1ms});
	const auto steps = interval / std::min<Duration>(interval / 16, 1ms);
	constexpr int names = 16'000;
	std::map<MonoTime, int> at;
	for (int i = 0; i < names; i++)
		at[spread_time("host-" + std::to_string(i), interval, MonoTime{1h})]++;
	CHECK(at.size() == static_cast<std::size_t>(steps));
	const double mean = static_cast<double>(names) / static_cast<double>(steps);
	for (const auto &[time, count] : at)
		CHECK(count < mean + 6 * std::sqrt(mean));
}

TEST_CASE("an interval without room for steps is no division by zero") {
	CHECK(spread_time("a", 0ns, MonoTime{1h}) == MonoTime{1h});
	CHECK(spread_time("a", 1ns, MonoTime{1h}) == MonoTime{1h});
	const MonoTime time = spread_time("a", 15ns, MonoTime{1h});
	CHECK((time >= MonoTime{1h} && time < MonoTime{1h} + 15ns));
}
