// SPDX-License-Identifier: Apache-2.0
// Statistics that take memory as values come in, against those that have all of it from the start.
#include "stats/count_page.h"

#include <algorithm>
#include <array>
#include <bit>
#include <random>
#include <vector>

#include "stats/histogram.h"
#include "stats/recent_delays.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::CountPage;
using stats::Histogram;
using stats::RecentDelays;

namespace {

// A counter for each bucket there can be.
class DenseHistogram {
public:
	void add(std::int64_t value) {
		counts_[index(value)]++;
		n_++;
	}
	// The bounds of the bucket that the quantile lies in.
	[[nodiscard]] std::pair<std::int64_t, std::int64_t> quantile(unsigned permille) const {
		const std::uint64_t rank = std::max<std::uint64_t>(1, (n_ * permille + 999) / 1000);
		std::uint64_t seen = 0;
		std::size_t at = 0;
		while ((seen += counts_[at]) < rank)
			at++;
		const auto [low, high] = bounds(at < side ? side - 1 - at : at - side);
		return at < side ? std::pair(-high, -low) : std::pair(low, high);
	}
	[[nodiscard]] std::vector<std::uint64_t> counts() const {
		std::vector<std::uint64_t> all;
		std::copy_if(counts_.begin(), counts_.end(), std::back_inserter(all),
			     [](std::uint64_t count) { return count != 0; });
		return all;
	}

private:
	static constexpr std::size_t side = 64 * 58;

	static std::size_t index(std::int64_t value) {
		const auto magnitude = static_cast<std::uint64_t>(std::abs(value));
		const auto bits = static_cast<unsigned>(std::bit_width(magnitude));
		const unsigned shift = bits > 7 ? bits - 7 : 0;
		const std::size_t place = 64 * std::size_t{shift} + (magnitude >> shift);
		return value < 0 ? side - 1 - place : side + place;
	}
	static std::pair<std::int64_t, std::int64_t> bounds(std::size_t place) {
		const std::size_t shift = place < 128 ? 0 : place / 64 - 1;
		const auto low = static_cast<std::int64_t>((place - 64 * shift) << shift);
		return {low, low + (std::int64_t{1} << shift) - 1};
	}

	std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(2 * side);
	std::uint64_t n_ = 0;
};

std::vector<std::uint64_t> counts_of(const Histogram &histogram) {
	std::vector<std::uint64_t> all;
	histogram.visit([&](const Histogram::Bucket &bucket) { all.push_back(bucket.count); });
	return all;
}

} // namespace

TEST_CASE("a count is exact beyond every width, and its neighbours keep theirs") {
	CountPage page;
	page.increment(0);
	page.increment(63);
	for (int i = 0; i < 70'000; i++)
		page.increment(17);
	CHECK(page.count(17) == 70'000);
	CHECK((page.count(0) == 1 && page.count(63) == 1 && page.count(16) == 0));
	CHECK(page.total() == 70'002);
	CountPage copy = page;
	copy.increment(17);
	CHECK((copy.count(17) == 70'001 && page.count(17) == 70'000));
	page = copy;
	CHECK((page.count(17) == 70'001 && page.total() == 70'003));
}

TEST_CASE("a sparse histogram answers as a dense one, of random values") {
	const unsigned seed = GENERATE(1u, 2u, 3u);
	const double width = GENERATE(0.001, 0.3, 4.0); // of the distribution, in powers of e
	std::mt19937_64 random(seed);
	std::lognormal_distribution<double> delay(14.0, width);
	Histogram sparse;
	DenseHistogram dense;
	for (int i = 0; i < 100'000; i++) {
		const auto value = static_cast<std::int64_t>(delay(random)) - 1'000'000;
		sparse.add(Duration{value});
		dense.add(value);
		if (i % 1000 != 0)
			continue;
		for (const unsigned permille : {0u, 1u, 500u, 900u, 990u, 999u, 1000u}) {
			const std::int64_t got = sparse.quantile(permille)->count();
			const auto [low, high] = dense.quantile(permille);
			REQUIRE((got >= low && got <= high));
		}
	}
	CHECK(counts_of(sparse) == dense.counts());
}

TEST_CASE("the last minute is the same of few packets and of many") {
	std::mt19937_64 random(8762);
	std::lognormal_distribution<double> delay(15.0, 1.0);
	const Duration between =
		GENERATE(Duration{1s}, Duration{100ms}, Duration{9ms}, Duration{1ms});
	RecentDelays recent;
	std::vector<std::pair<MonoTime, std::int64_t>> all;
	const MonoTime start{1h};
	recent.turn(start);
	for (MonoTime now = start; now < start + 200s; now += between) {
		recent.turn(now);
		const auto value = static_cast<std::int64_t>(delay(random));
		recent.add(Duration{value});
		all.emplace_back(now, value);
	}
	// Of the ten seconds that are not over, and of six times ten before.
	std::vector<std::int64_t> minute;
	for (const auto &[at, value] : all)
		if (at >= start + 130s)
			minute.push_back(value);
	std::sort(minute.begin(), minute.end());
	const auto summary = recent.summary();
	REQUIRE(summary.n == minute.size());
	const auto is_near = [&](Duration got, std::size_t percent) {
		const std::int64_t want = minute[(minute.size() * percent + 99) / 100 - 1];
		return std::abs(got.count() - want) * 32 <= want;
	};
	CHECK(is_near(*summary.p50, 50));
	CHECK(is_near(*summary.p99, 99));
}
