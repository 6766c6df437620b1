// SPDX-License-Identifier: Apache-2.0
#include "stats/bins.h"

#include <algorithm>
#include <cstdint>

namespace stamp::stats {

namespace {

// 73 years: what is beyond is drawn there, and no bound can overflow.
constexpr Duration farthest{std::int64_t{1} << 61};

// The smallest of 1, 2, 5, 10, 20, 50 ... that is not below `least`.
std::int64_t round_width(std::int64_t least) {
	for (std::int64_t power = 1;; power *= 10) {
		for (const std::int64_t digit : {1, 2, 5}) {
			if (digit * power >= least)
				return digit * power;
		}
	}
}

std::int64_t floor_to(std::int64_t value, std::int64_t width) {
	const std::int64_t rest = value % width;
	return value - (rest < 0 ? rest + width : rest);
}

std::int64_t drawn_at(Duration value) {
	return std::clamp(value, -farthest, farthest).count();
}

} // namespace

std::vector<Bin> round_bins(const Histogram &histogram, unsigned rows) {
	std::vector<Bin> bins;
	if (histogram.n() == 0 || rows == 0)
		return bins;

	const std::int64_t low = drawn_at(*histogram.quantile(0));
	const std::int64_t high = drawn_at(*histogram.quantile(990));
	// A bin narrower than the buckets it is made of would be empty next to a full one.
	std::int64_t widest = 1;
	histogram.visit([&](const Histogram::Bucket &bucket) {
		if (bucket.middle.count() <= high)
			widest = std::max(widest, std::min(bucket.width, farthest).count());
	});
	const std::int64_t width = round_width(std::max((high - low) / rows + 1, widest));
	const std::int64_t start = floor_to(low, width);

	for (std::int64_t from = start; from <= high; from += width)
		bins.push_back({Duration{from}, Duration{from + width}, 0});
	const std::int64_t end = start + static_cast<std::int64_t>(bins.size()) * width;
	bins.push_back({Duration{end}, std::nullopt, 0});

	histogram.visit([&](const Histogram::Bucket &bucket) {
		const auto place =
			static_cast<std::size_t>((drawn_at(bucket.middle) - start) / width);
		bins[std::min(place, bins.size() - 1)].count += bucket.count;
	});
	if (bins.back().count == 0)
		bins.pop_back();
	return bins;
}

} // namespace stamp::stats
