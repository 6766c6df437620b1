// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace stamp::stats {

namespace {

constexpr unsigned octave_bits = 6; // 64 buckets an octave
constexpr std::uint64_t octave = 1u << octave_bits;
constexpr unsigned shifts = 63 - octave_bits;	       // widths 2^0 .. 2^56
constexpr std::size_t side = octave + shifts * octave; // buckets of one sign
constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

// The width is chosen so that between 64 and 127 widths make the value.
unsigned shift_of(std::uint64_t magnitude) {
	const auto bits = static_cast<unsigned>(std::bit_width(magnitude));
	return bits > octave_bits + 1 ? bits - (octave_bits + 1) : 0;
}

std::size_t index_of(Duration value) {
	const auto bits = static_cast<std::uint64_t>(value.count());
	// The one value without a mirror image counts as its neighbour.
	const std::uint64_t magnitude = std::min(value.count() < 0 ? 0 - bits : bits, largest);
	const unsigned shift = shift_of(magnitude);
	const std::size_t place = (shift << octave_bits) + (magnitude >> shift);
	return value.count() < 0 ? side - 1 - place : side + place;
}

} // namespace

Histogram::Histogram() : counts_(2 * side) {}

void Histogram::add(Duration value) {
	counts_[index_of(value)]++;
	n_++;
}

Histogram::Bucket Histogram::bucket(std::size_t index) const {
	const std::size_t place = index < side ? side - 1 - index : index - side;
	const auto shift = place < 2 * octave ? 0u : static_cast<unsigned>(place / octave) - 1;
	const std::uint64_t width = std::uint64_t{1} << shift;
	const std::uint64_t low = (place - (std::size_t{shift} << octave_bits)) << shift;
	const auto middle = static_cast<std::int64_t>(low + (width - 1) / 2);
	return {Duration{index < side ? -middle : middle},
		Duration{static_cast<std::int64_t>(width)}, counts_[index]};
}

std::optional<Duration> Histogram::quantile(unsigned permille) const {
	if (n_ == 0)
		return std::nullopt;
	const std::uint64_t rank = std::max<std::uint64_t>(1, (n_ * permille + 999) / 1000);
	std::uint64_t seen = 0;
	std::size_t index = 0;
	while ((seen += counts_[index]) < rank && index + 1 < counts_.size())
		index++;
	return bucket(index).middle;
}

} // namespace stamp::stats
