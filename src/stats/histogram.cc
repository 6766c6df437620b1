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
static_assert(octave == CountPage::size && side % octave == 0);
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

CountPage &Histogram::counts_of(std::size_t number) {
	if (latest_ < octaves_.size() && octaves_[latest_].number == number)
		return octaves_[latest_].counts;
	auto found = std::lower_bound(
		octaves_.begin(), octaves_.end(), number,
		[](const Octave &octave, std::size_t wanted) { return octave.number < wanted; });
	if (found == octaves_.end() || found->number != number)
		found = octaves_.insert(found, Octave{number, {}});
	latest_ = static_cast<std::size_t>(found - octaves_.begin());
	return found->counts;
}

void Histogram::add(Duration value) {
	const std::size_t index = index_of(value);
	counts_of(index / CountPage::size).increment(index % CountPage::size);
	n_++;
}

Histogram::Bucket Histogram::bucket(const Octave &page, std::size_t at) {
	const std::size_t index = page.number * CountPage::size + at;
	const std::size_t place = index < side ? side - 1 - index : index - side;
	const auto shift = place < 2 * octave ? 0u : static_cast<unsigned>(place / octave) - 1;
	const std::uint64_t width = std::uint64_t{1} << shift;
	const std::uint64_t low = (place - (std::size_t{shift} << octave_bits)) << shift;
	const auto middle = static_cast<std::int64_t>(low + (width - 1) / 2);
	return {Duration{index < side ? -middle : middle},
		Duration{static_cast<std::int64_t>(width)}, page.counts.count(at)};
}

std::optional<Duration> Histogram::quantile(unsigned permille) const {
	if (n_ == 0)
		return std::nullopt;
	std::uint64_t rank = std::max<std::uint64_t>(1, (n_ * permille + 999) / 1000);
	auto octave = octaves_.begin();
	for (; rank > octave->counts.total(); octave++)
		rank -= octave->counts.total();
	std::size_t place = 0;
	for (; rank > octave->counts.count(place); place++)
		rank -= octave->counts.count(place);
	return bucket(*octave, place).middle;
}

} // namespace stamp::stats
