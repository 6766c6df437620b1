// SPDX-License-Identifier: Apache-2.0
#include "stats/recent_delays.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::RecentDelays;

namespace {

bool within(std::optional<Duration> value, Duration expected) {
	return value && std::chrono::abs(*value - expected) * 32 <= expected;
}

} // namespace

TEST_CASE("nothing was added: nothing is known") {
	const RecentDelays recent;
	CHECK(recent.summary().n == 0);
	CHECK_FALSE(recent.summary().p50);
	CHECK_FALSE(recent.summary().p99);
}

TEST_CASE("a value is known to a thirty-second of itself") {
	for (Duration value = 256ns; value < 200s; value = value * 9 / 8) {
		RecentDelays recent;
		recent.add(value);
		CAPTURE(value.count());
		CHECK(within(recent.summary().p50, value));
		CHECK(within(recent.summary().p99, value));
	}
}

TEST_CASE("what is out of range is in the outermost") {
	RecentDelays recent;
	recent.add(-1s);
	recent.add(Duration::max());
	CHECK(recent.summary().n == 2);
	CHECK(*recent.summary().p50 < 256ns);
	CHECK(*recent.summary().p99 > 200s);
}

TEST_CASE("quantiles are by the nearest rank") {
	RecentDelays recent;
	for (int i = 0; i < 98; i++)
		recent.add(1ms);
	recent.add(10ms);
	recent.add(100ms);
	CHECK(recent.summary().n == 100);
	CHECK(within(recent.summary().p50, 1ms));
	CHECK(within(recent.summary().p99, 10ms));
}

TEST_CASE("a minute is remembered, and not much more") {
	RecentDelays recent;
	const MonoTime start{1h};
	recent.turn(start);
	recent.add(1ms);
	for (Duration later = 0s; later < 60s; later += 250ms)
		recent.turn(start + later);
	CHECK(recent.summary().n == 1);
	recent.add(2ms);
	recent.turn(start + 70s);
	CHECK(recent.summary().n == 1);
	CHECK(within(recent.summary().p50, 2ms));
	recent.turn(start + 10h); // a host that slept
	CHECK(recent.summary().n == 0);
	recent.add(3ms);
	recent.turn(start + 10h + 5s);
	CHECK(recent.summary().n == 1);
}
