// SPDX-License-Identifier: Apache-2.0
// The bars of a drawn histogram: of equal, round width over what most values are in.
#pragma once

#include <vector>

#include "stats/histogram.h"
#include "stats/report.h"

namespace stamp::stats {

// About `rows` bins (one or two more, where round bounds need them) from the smallest value to the
// 99th percentile, and one without an upper end for what lies above. Empty without values.
[[nodiscard]] std::vector<Bin> round_bins(const Histogram &histogram, unsigned rows);

} // namespace stamp::stats
