// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/rate.h"

#include "support/catch.h"

namespace {

constexpr __u64 us = 1000;
constexpr __u64 start = 1000000000;

// 1000 packets a second, ten at once.
constexpr stamp_rate rate = {1000 * us, 9 * 1000 * us};

int taken(__u64 &next, __u64 now, int count) {
	int answers = 0;

	for (int i = 0; i < count; i++)
		answers += rate_take(&rate, &next, now);
	return answers;
}

} // namespace

TEST_CASE("rate: a burst at once, and no more") {
	__u64 next = 0;

	CHECK(taken(next, start, 100) == 10);
	CHECK(taken(next, start, 100) == 0);
	CHECK(next == start + 10 * rate.interval_ns);
}

TEST_CASE("rate: after the burst, one an interval") {
	__u64 next = 0;

	(void)taken(next, start, 100);
	for (__u64 i = 1; i < 100; i++)
		CHECK(taken(next, start + i * rate.interval_ns, 5) == 1);
	CHECK(taken(next, start + 99 * rate.interval_ns + 999 * us, 5) == 0);
	CHECK(taken(next, start + 102 * rate.interval_ns, 5) == 3);
}

TEST_CASE("rate: exactly at the rate for ever, also without any burst") {
	const stamp_rate strict = {1000 * us, 0};
	__u64 next = 0, now = start;

	for (int i = 0; i < 1000; i++, now += strict.interval_ns)
		CHECK(rate_take(&strict, &next, now) == 1);
	CHECK(rate_take(&strict, &next, now - 1) == 0);
	CHECK(rate_take(&strict, &next, now) == 1);
}

TEST_CASE("rate: twice as fast, half is refused") {
	__u64 next = 0;
	int answers = 0;

	for (__u64 i = 0; i < 2000; i++)
		answers += rate_take(&rate, &next, start + i * 500 * us);
	CHECK(answers >= 1000);
	CHECK(answers <= 1010);
}

TEST_CASE("rate: idleness is not saved up beyond a burst") {
	__u64 next = 0;

	(void)taken(next, start, 100);
	CHECK(taken(next, start + 3600ull * 1000000000, 100) == 10);
}

TEST_CASE("rate: a clock set back is noticed, whatever its size is") {
	for (__u64 step : {11 * 1000 * us, 500000 * us, start - 1}) {
		__u64 next = 0;

		(void)taken(next, start, 100);
		INFO("set back by " << step);
		CHECK(taken(next, start - step, 100) == 10);
	}
	__u64 next = 0;

	(void)taken(next, start, 100);
	/* By less than a burst it looks like a fast source: it waits that long at most. */
	CHECK(taken(next, start - 1000 * us, 100) <= 10);
	CHECK(taken(next, start + 1000 * us, 100) >= 1);
}

TEST_CASE("rate_next: at the edges") {
	CHECK(rate_next(&rate, 0, start) == start + rate.interval_ns);
	CHECK(rate_next(&rate, start, start) == start + rate.interval_ns);
	CHECK(rate_next(&rate, start + rate.burst_ns, start) ==
	      start + rate.burst_ns + rate.interval_ns);
	CHECK(rate_next(&rate, start + rate.burst_ns + 1, start) == 0);
	CHECK(rate_next(&rate, start + rate.burst_ns + rate.interval_ns, start) == 0);
	CHECK(rate_next(&rate, start + rate.burst_ns + rate.interval_ns + 1, start) ==
	      start + rate.interval_ns);
}
