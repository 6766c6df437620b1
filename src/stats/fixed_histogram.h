// SPDX-License-Identifier: Apache-2.0
// The histogram of `--hist BINS,FLOOR,CEIL`: the first bin takes all below FLOOR, the last all from
// CEIL up, and BINS - 2 bins of equal width lie in between, each with its lower bound.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "time/clock.h"

namespace stamp::stats {

struct FixedBounds {
	std::uint32_t bins = 3; // 3 .. 1,000,000
	Duration floor{};
	Duration ceil{}; // above floor
};

// "BINS,FLOOR,CEIL", the bounds in milliseconds with a decimal point and to the nanosecond. An
// Error has code 0 and says which part is wrong.
Result<FixedBounds> parse_fixed_bounds(std::string_view text);

class FixedHistogram {
public:
	explicit FixedHistogram(const FixedBounds &bounds);

	void add(Duration value);
	// BINS counts with one space between them: no end of line.
	[[nodiscard]] std::string line() const;

private:
	FixedBounds bounds_;
	std::vector<std::uint64_t> counts_;
};

} // namespace stamp::stats
