// SPDX-License-Identifier: Apache-2.0
// What a running sender publishes: counters and histograms with fixed bounds, as plain
// data. The meaning of every value is that of docs/metrics.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stats/counts.h"
#include "time/clock.h"

namespace stamp::stats {

// Upper bounds of the bins of a delay, from 1 us to 10 s; one more bin has none.
inline constexpr auto delay_bounds = [] {
	std::array<Duration, 22> bounds{};
	std::int64_t power = 1000;
	for (std::size_t i = 0; i < bounds.size(); i++) {
		constexpr std::array<std::int64_t, 3> digits{1, 2, 5};
		bounds[i] = Duration{digits[i % digits.size()] * power};
		if (i % digits.size() == digits.size() - 1)
			power *= 10;
	}
	return bounds;
}();

struct DelayBins {
	// bin[i]: values up to delay_bounds[i] and above the bound before.
	std::array<std::uint64_t, delay_bounds.size() + 1> bin{};
	Duration sum{};
};

struct Quantiles {
	std::uint64_t n = 0;
	std::optional<Duration> p50, p99; // absent: n is 0
};

// Of one target. The counts are as they are known now.
struct SenderTally : Counts {
	std::uint32_t session = 1; // 1, 2, ... in the order of the targets
	std::string target;	   // as the user wrote it
	// By direction, absent: of none. They never fall, and lag behind what is known now.
	std::optional<std::uint64_t> settled_forward, settled_backward;
	std::uint64_t settled_unknown = 0;
	std::uint64_t implausible = 0;
	Unexpected unexpected = {};
	std::uint64_t missed = 0; // send times
	std::uint64_t outages = 0;
	Duration outage_time{};
	std::uint64_t route_changes = 0, name_changes = 0;
	std::uint64_t output_dropped = 0; // lines, of all targets together
	Quantiles minute, whole;	  // of round trips: the last minute, all of them
	DelayBins rtt, processing;
	std::optional<DelayBins> forward, backward; // while one-way values are valid
	Duration clock_error{};
	std::optional<Duration> far_error;
	bool owd_valid = false;
};

} // namespace stamp::stats
