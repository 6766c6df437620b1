// SPDX-License-Identifier: Apache-2.0
#include "stats/delay.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "support/catch.h"

using namespace stamp;
using stats::DelayStats;
using stats::DelaySummary;

namespace {

struct Arrival {
	std::uint64_t seq;
	std::int64_t value;
};

DelaySummary summary_of(const std::vector<Arrival> &arrivals) {
	DelayStats stats;
	for (const Arrival &a : arrivals)
		stats.add(Duration{a.value}, a.seq);
	return stats.summary();
}

} // namespace

TEST_CASE("without values nothing is known") {
	const DelaySummary s = DelayStats().summary();
	CHECK(s.n == 0);
	for (const auto &value : {s.min, s.mean, s.stddev, s.p50, s.p90, s.p99, s.p99_9, s.max,
				  s.jitter, s.rfc3550_jitter, s.last})
		CHECK_FALSE(value.has_value());
}

TEST_CASE("of one value everything but the variation is known, exactly") {
	const DelaySummary s = summary_of({{0, 8'102'113}});
	CHECK(s.n == 1);
	for (const auto &value : {s.min, s.mean, s.p50, s.p90, s.p99, s.p99_9, s.max, s.last})
		CHECK(value == Duration{8'102'113});
	CHECK_FALSE(s.stddev.has_value());
	CHECK_FALSE(s.jitter.has_value());
	CHECK_FALSE(s.rfc3550_jitter.has_value());
}

TEST_CASE("mean, sample deviation and last of a few values, signed") {
	const DelaySummary s = summary_of({{0, -20}, {1, 0}, {2, 50}, {3, 10}});
	CHECK(s.min == Duration{-20});
	CHECK(s.max == Duration{50});
	CHECK(s.mean == Duration{10});
	CHECK(s.stddev == Duration{29}); // sqrt(2600 / 3) = 29.44
	CHECK(s.p50 == Duration{0});
	CHECK(s.last == Duration{10});
}

TEST_CASE("jitter is the mean |IPDV| of consecutive numbers") {
	CHECK(summary_of({{0, 100}, {1, 130}, {2, 90}}).jitter == Duration{35}); // 30, 40
	// 1 is missing: 0-2 is no pair.
	CHECK(summary_of({{0, 100}, {2, 500}, {3, 510}}).jitter == Duration{10});
	CHECK_FALSE(summary_of({{0, 100}, {2, 500}}).jitter.has_value());
}

TEST_CASE("the order of arrival does not change the jitter") {
	const Duration in_order =
		*summary_of({{0, 100}, {1, 130}, {2, 90}, {3, 95}, {4, 300}}).jitter;
	CHECK(summary_of({{4, 300}, {3, 95}, {2, 90}, {1, 130}, {0, 100}}).jitter == in_order);
	CHECK(summary_of({{1, 130}, {0, 100}, {4, 300}, {2, 90}, {3, 95}}).jitter == in_order);
}

TEST_CASE("a pair is found across a thousand other packets, a straggler harms no newer one") {
	std::vector<Arrival> arrivals;
	for (std::uint64_t seq = 0; seq < 1100; seq++) {
		if (seq != 50)
			arrivals.push_back({seq, 1000});
		if (seq == 1000)
			arrivals.push_back({50, 4000});
	}
	// 1097 pairs of 0 and two of 3000 between neighbours of 50: 6000 / 1099.
	CHECK(summary_of(arrivals).jitter == Duration{5});

	arrivals.clear();
	for (std::uint64_t seq = 1; seq < 1100; seq++) {
		if (seq != 75)
			arrivals.push_back({seq, 1000});
	}
	arrivals.push_back({75, 9000});	  // 1099 = 75 + 1024 is in its place, 76 is still known
	arrivals.push_back({1100, 9000}); // 1099 is, too
	CHECK(summary_of(arrivals).jitter == Duration{15}); // 2 * 8000 / 1098
}

TEST_CASE("numbers beyond 32 bits pair up") {
	const std::uint64_t wrap = std::uint64_t{1} << 32;
	CHECK(summary_of({{wrap - 1, 10}, {wrap, 30}}).jitter == Duration{20});
	CHECK(summary_of({{UINT64_MAX - 1, 10}, {0, 30}}).jitter.has_value() == false);
}

TEST_CASE("RFC 3550 jitter follows the order of arrival") {
	// J: 0 + 160/16 = 10; 10 + (0 - 10)/16 = 9.375
	CHECK(summary_of({{0, 1000}, {1, 1160}}).rfc3550_jitter == Duration{10});
	CHECK(summary_of({{0, 1000}, {1, 1160}, {2, 1160}}).rfc3550_jitter == Duration{9});
	CHECK(summary_of({{5, 1000}, {2, 1160}, {9, 1160}}).rfc3550_jitter == Duration{9});
}

TEST_CASE("the limits of Duration neither overflow nor lose their sign") {
	const DelaySummary s = summary_of({{0, INT64_MAX}, {1, INT64_MIN}, {2, INT64_MAX}});
	CHECK(s.min == Duration::min());
	CHECK(s.max == Duration::max());
	CHECK(*s.p50 > Duration{INT64_MAX / 128 * 127});
	CHECK(s.jitter == Duration::max());
	CHECK(s.stddev == Duration::max());
	CHECK(*s.mean > Duration{INT64_MAX / 4});

	CHECK(summary_of({{0, INT64_MIN}, {1, INT64_MIN}}).mean == Duration::min());
	CHECK(summary_of({{0, INT64_MAX}, {1, INT64_MAX}}).mean == Duration::max());
	CHECK(summary_of({{0, INT64_MIN}, {1, INT64_MIN}}).p99_9 == Duration::min());
}

TEST_CASE("a clock offset of 56 years costs the mean and the deviation no nanosecond") {
	const std::int64_t offset = 1'795'414'765'511'178'887;
	std::vector<Arrival> arrivals;
	for (std::uint64_t seq = 0; seq < 10'000; seq++)
		arrivals.push_back({seq, offset + (seq % 2 == 0 ? 100 : 300)});
	const DelaySummary s = summary_of(arrivals);
	CHECK(s.mean == Duration{offset + 200});
	CHECK(s.stddev == Duration{100});
	CHECK(s.jitter == Duration{200});
}

TEST_CASE("the running deviation is that of two passes in long double") {
	std::mt19937_64 random(3550);
	std::normal_distribution<double> delay(8e6, 3e5);
	std::vector<Arrival> arrivals;
	long double sum = 0, squares = 0;
	for (std::uint64_t seq = 0; seq < 100'000; seq++) {
		arrivals.push_back({seq, std::llround(delay(random))});
		sum += static_cast<long double>(arrivals.back().value);
	}
	const long double mean = sum / 100'000;
	for (const Arrival &a : arrivals) {
		const long double off = static_cast<long double>(a.value) - mean;
		squares += off * off;
	}
	const DelaySummary s = summary_of(arrivals);
	CHECK(s.mean == Duration{std::llround(mean)});
	CHECK(s.stddev == Duration{std::llround(std::sqrt(squares / 99'999))});
}

TEST_CASE("a first value and a level far from all others cost the deviation no nanosecond") {
	std::vector<Arrival> arrivals{{0, 3'600'000'000'000}}; // an hour
	for (std::uint64_t seq = 1; seq < 1000; seq++)
		arrivals.push_back({seq, seq < 500 ? -7 : 20'000'000'000});
	long double mean = 0, squares = 0;
	for (const Arrival &a : arrivals)
		mean += static_cast<long double>(a.value) / 1000;
	for (const Arrival &a : arrivals) {
		const long double off = static_cast<long double>(a.value) - mean;
		squares += off * off;
	}
	const DelaySummary s = summary_of(arrivals);
	CHECK(s.mean == Duration{std::llround(mean)});
	CHECK(s.stddev == Duration{std::llround(std::sqrt(squares / 999))});
}

TEST_CASE("values that are all the same deviate by nothing, however many and large") {
	for (const int n : {2, 63, 64, 65, 1000}) {
		std::vector<Arrival> arrivals;
		for (std::uint64_t seq = 0; seq < static_cast<std::uint64_t>(n); seq++)
			arrivals.push_back({seq, 1'795'414'765'511'178'887});
		CAPTURE(n);
		CHECK(summary_of(arrivals).stddev == Duration::zero());
		CHECK(summary_of(arrivals).mean == Duration{1'795'414'765'511'178'887});
	}
}

TEST_CASE("percentiles never leave the range of the values") {
	const DelaySummary s = summary_of({{0, 8'000'001}, {1, 8'000'003}});
	for (const auto &p : {s.p50, s.p90, s.p99, s.p99_9}) {
		CHECK(p >= s.min);
		CHECK(p <= s.max);
	}
}
