// SPDX-License-Identifier: Apache-2.0
#include "stats/fixed_histogram.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/number.h"
#include "stats/difference.h"

namespace stamp::stats {

namespace {

constexpr std::uint32_t fewest_bins = 3;
constexpr std::uint32_t most_bins = 1'000'000; // 8 MB
constexpr double ns_per_ms = 1e6;

std::optional<Duration> parse_ms(std::string_view text) {
	double ms = 0;
	const char *end = text.data() + text.size();
	const auto [stop, failure] = std::from_chars(text.data(), end, ms);
	if (failure != std::errc{} || stop != end)
		return std::nullopt;
	if (!(std::abs(ms) * ns_per_ms < 0x1p63)) // "nan" and "inf" are numbers to from_chars
		return std::nullopt;
	return to_duration(ms * ns_per_ms);
}

Error wrong(std::string_view text, std::string_view why) {
	return {0, "histogram \"" + std::string(text) + "\": " + std::string(why)};
}

} // namespace

Result<FixedBounds> parse_fixed_bounds(std::string_view text) {
	if (std::count(text.begin(), text.end(), ',') != 2)
		return wrong(text, "not of the form BINS,FLOOR,CEIL");
	const std::size_t first = text.find(','), second = text.rfind(',');
	const auto bins = parse_decimal(text.substr(0, first), most_bins);
	const auto floor = parse_ms(text.substr(first + 1, second - first - 1));
	const auto ceil = parse_ms(text.substr(second + 1));

	if (!bins || *bins < fewest_bins)
		return wrong(text, "BINS is a whole number from 3 to 1000000");
	if (!floor)
		return wrong(text, "FLOOR is not a number of milliseconds");
	if (!ceil)
		return wrong(text, "CEIL is not a number of milliseconds");
	if (*floor >= *ceil)
		return wrong(text, "FLOOR is not below CEIL");
	return FixedBounds{*bins, *floor, *ceil};
}

FixedHistogram::FixedHistogram(const FixedBounds &bounds) : bounds_(bounds), counts_(bounds.bins) {}

void FixedHistogram::add(Duration value) {
	if (value < bounds_.floor) {
		counts_.front()++;
	} else if (value >= bounds_.ceil) {
		counts_.back()++;
	} else {
		// Multiplied first: exact for whole nanoseconds up to 2^53 / BINS, so that a value
		// on a bound falls into the bin above it.
		const std::size_t inner = counts_.size() - 2;
		const double place = difference(value, bounds_.floor) * static_cast<double>(inner) /
				     difference(bounds_.ceil, bounds_.floor);
		counts_[1 + std::min(static_cast<std::size_t>(place), inner - 1)]++;
	}
}

std::string FixedHistogram::line() const {
	std::string line;
	for (const std::uint64_t count : counts_) {
		if (!line.empty())
			line += ' ';
		line += std::to_string(count);
	}
	return line;
}

} // namespace stamp::stats
