// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "support/catch.h"

using namespace stamp;
using stats::Histogram;

namespace {

std::int64_t only(std::int64_t value) {
	Histogram h;
	h.add(Duration{value});
	return h.quantile(500)->count();
}

double relative_error(std::int64_t got, std::int64_t want) {
	const double off = std::abs(static_cast<double>(got) - static_cast<double>(want));
	return want == 0 ? off : off / std::abs(static_cast<double>(want));
}

// Nearest rank, on the sorted values.
std::int64_t exact(const std::vector<std::int64_t> &sorted, unsigned permille) {
	const std::size_t rank = (sorted.size() * permille + 999) / 1000;
	return sorted[std::max<std::size_t>(rank, 1) - 1];
}

} // namespace

TEST_CASE("an empty histogram has no quantile") {
	const Histogram h;
	CHECK(h.n() == 0);
	CHECK_FALSE(h.quantile(500).has_value());
}

TEST_CASE("a histogram keeps small values exactly") {
	for (std::int64_t value = -127; value <= 127; value++)
		CHECK(only(value) == value);
}

TEST_CASE("a histogram is off by at most 1/128, at every bucket's ends, both signs") {
	for (unsigned bit = 6; bit < 63; bit++) {
		const std::int64_t power = std::int64_t{1} << bit;
		for (std::int64_t part = 64; part < 128; part++) {
			const std::int64_t edge = power / 64 * part;
			for (const std::int64_t value : {edge - 1, edge, edge + 1}) {
				REQUIRE(relative_error(only(value), value) <= 1.0 / 128);
				REQUIRE(relative_error(only(-value), -value) <= 1.0 / 128);
			}
		}
	}
}

TEST_CASE("a histogram takes the limits of Duration") {
	CHECK(relative_error(only(INT64_MAX), INT64_MAX) <= 1.0 / 128);
	CHECK(relative_error(only(INT64_MIN), INT64_MIN) <= 1.0 / 128);
	CHECK(only(INT64_MIN) < 0);
}

TEST_CASE("quantiles are by nearest rank") {
	Histogram h;
	for (int value = 1; value <= 100; value++)
		h.add(Duration{value});
	CHECK(h.quantile(0) == Duration{1});
	CHECK(h.quantile(10) == Duration{1});
	CHECK(h.quantile(11) == Duration{2});
	CHECK(h.quantile(500) == Duration{50});
	CHECK(h.quantile(501) == Duration{51});
	CHECK(h.quantile(990) == Duration{99});
	CHECK(h.quantile(999) == Duration{100});
	CHECK(h.quantile(1000) == Duration{100});
}

TEST_CASE("negative values come before positive ones") {
	Histogram h;
	for (const int value : {100, -100, 3, -3, 0})
		h.add(Duration{value});
	std::vector<std::int64_t> order;
	h.visit([&](const Histogram::Bucket &b) { order.push_back(b.middle.count()); });
	CHECK(order == std::vector<std::int64_t>{-100, -3, 0, 3, 100});
}

TEST_CASE("a million delays: quantiles within 1/128 of the exact ones") {
	std::mt19937_64 random(8762);
	std::lognormal_distribution<double> delay(15.0, 1.5); // around 3 ms, with a long tail
	std::vector<std::int64_t> values(1'000'000);
	Histogram h;
	for (std::int64_t &value : values) {
		value = std::llround(delay(random)) - 1'000'000; // some are negative
		h.add(Duration{value});
	}
	std::sort(values.begin(), values.end());
	CHECK(h.n() == values.size());
	for (const unsigned permille : {0u, 1u, 10u, 100u, 500u, 900u, 990u, 999u, 1000u}) {
		INFO("permille " << permille);
		const std::int64_t want = exact(values, permille);
		CHECK(relative_error(h.quantile(permille)->count(), want) <= 1.0 / 128);
	}
}

TEST_CASE("bucket widths say what a bucket may hold") {
	Histogram h;
	h.add(Duration{100});
	h.add(Duration{8'000'000});
	std::vector<std::int64_t> widths;
	h.visit([&](const Histogram::Bucket &b) { widths.push_back(b.width.count()); });
	CHECK(widths == std::vector<std::int64_t>{1, 65536}); // 2^22 <= 8 ms < 2^23
}
