// SPDX-License-Identifier: Apache-2.0
// A histogram drawn with characters: a row for each bin, of equal scale.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/outlet.h"
#include "stats/report.h"

namespace stamp::render {

// Bins of one row each, for stats::round_bins(): with what is above them, a plot of 20 rows or so.
inline constexpr unsigned plot_rows = 18;

// Writes the plot, no line wider than `width` columns (50 at least), headed by `title`. Nothing
// without bins.
void plot(Outlet &out, std::string_view title, const std::vector<stats::Bin> &bins,
	  std::size_t width);

} // namespace stamp::render
