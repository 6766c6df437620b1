// SPDX-License-Identifier: Apache-2.0
#include "stats/bins.h"

#include <cstdint>

#include "support/catch.h"

using namespace stamp;
using stats::Bin;
using stats::Histogram;
using stats::round_bins;

namespace {

std::uint64_t total(const std::vector<Bin> &bins) {
	std::uint64_t sum = 0;
	for (const Bin &bin : bins)
		sum += bin.count;
	return sum;
}

} // namespace

TEST_CASE("no values, no bins") {
	CHECK(round_bins(Histogram(), 20).empty());
}

TEST_CASE("bins have round, equal widths and join") {
	Histogram h;
	for (int us = 1030; us < 1970; us++)
		h.add(std::chrono::microseconds{us});
	const std::vector<Bin> bins = round_bins(h, 20);
	REQUIRE(bins.size() >= 18);
	REQUIRE(bins.size() <= 22);
	CHECK(bins.front().from == std::chrono::microseconds{1000});
	CHECK(bins.front().to == std::chrono::microseconds{1050});
	for (std::size_t i = 1; i < bins.size(); i++)
		CHECK(bins[i].from == bins[i - 1].to);
	CHECK(total(bins) == h.n());
}

TEST_CASE("the slowest hundredth shares one open bin") {
	Histogram h;
	for (int i = 0; i < 1000; i++)
		h.add(std::chrono::microseconds{1000 + i % 100});
	h.add(std::chrono::seconds{3});
	const std::vector<Bin> bins = round_bins(h, 20);
	CHECK(bins.size() <= 22);
	CHECK_FALSE(bins.back().to.has_value());
	CHECK(bins.back().count == 1);
	CHECK(total(bins) == 1001);
}

TEST_CASE("a bin is never narrower than the histogram can tell") {
	Histogram h;
	h.add(std::chrono::milliseconds{100});
	h.add(std::chrono::milliseconds{100} + std::chrono::microseconds{10});
	const std::vector<Bin> bins = round_bins(h, 20);
	REQUIRE(bins.size() == 1);
	CHECK(bins[0].count == 2);
	CHECK(*bins[0].to - bins[0].from == std::chrono::milliseconds{2});
}

TEST_CASE("bins of negative values and of one value") {
	Histogram h;
	h.add(Duration{-15});
	h.add(Duration{5});
	const std::vector<Bin> bins = round_bins(h, 2);
	REQUIRE(bins.size() == 2);
	CHECK(bins[0].from == Duration{-20});
	CHECK(bins[1].from == Duration{0});
	CHECK(bins[0].count == 1);
	CHECK(bins[1].count == 1);

	Histogram zero;
	zero.add(Duration{0});
	REQUIRE(round_bins(zero, 20).size() == 1);
}

TEST_CASE("bins at the limits of Duration do not overflow") {
	Histogram h;
	h.add(Duration::min());
	h.add(Duration::max());
	const std::vector<Bin> bins = round_bins(h, 20);
	CHECK(bins.size() <= 22);
	CHECK(total(bins) == 2);
}
