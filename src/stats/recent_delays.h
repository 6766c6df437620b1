// SPDX-License-Identifier: Apache-2.0
// The delays of the last minute: coarse histograms of ten seconds each, of which the oldest is
// forgotten. Of few packets each is kept by the number of its bucket; many take some 14 KiB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "time/clock.h"

namespace stamp::stats {

class RecentDelays {
public:
	struct Summary {
		std::uint64_t n = 0;
		std::optional<Duration> p50, p99; // nearest rank, off by at most 1/32
	};

	// Negative values count as 0.
	void add(Duration value);
	// Time has passed; what was added until now is of before.
	void turn(MonoTime now);
	// Of the last 60 to 70 seconds.
	[[nodiscard]] Summary summary() const;

private:
	// Sixteen buckets an octave, from 2^8 to 2^38 ns; what is below is in the first one, what
	// is above in the last.
	static constexpr unsigned first_octave = 8, end_octave = 38, per_octave = 16;
	static constexpr std::size_t buckets = 1 + (end_octave - first_octave) * per_octave;
	static constexpr std::size_t slots = 7;

	[[nodiscard]] static std::size_t index(Duration value);
	[[nodiscard]] static Duration middle(std::size_t index);

	using Buckets = std::array<std::uint32_t, buckets>;
	// As many as take half of the room that the histograms do.
	static constexpr std::size_t most_few = slots * buckets;

	void begin_histograms();
	void forget_oldest();

	std::vector<std::uint16_t> few_;		// those of the oldest slot first ...
	std::array<std::uint16_t, slots> few_counts_{}; // ... and how many each slot has of them
	std::vector<Buckets> slots_;			// empty as long as there are few
	std::size_t current_ = 0;
	std::optional<MonoTime> next_turn_;
};

} // namespace stamp::stats
