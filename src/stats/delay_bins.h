// SPDX-License-Identifier: Apache-2.0
// Counts delays in the bins that are published while the sender runs.
#pragma once

#include <algorithm>

#include "stats/sender_report.h"

namespace stamp::stats {

inline void add_to(DelayBins &bins, Duration value) {
	const auto bound = std::lower_bound(delay_bounds.begin(), delay_bounds.end(), value);
	bins.bin[static_cast<std::size_t>(bound - delay_bounds.begin())]++;
	// 292 years of delay would overflow it.
	Duration::rep sum = 0;
	if (!__builtin_add_overflow(bins.sum.count(), value.count(), &sum))
		bins.sum = Duration{sum};
}

} // namespace stamp::stats
