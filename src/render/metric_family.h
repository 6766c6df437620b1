// SPDX-License-Identifier: Apache-2.0
// The parts of an OpenMetrics 1.0 text: labels, values, and families of samples.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "stats/sender_report.h"

namespace stamp::render {

// Labels as they are written, without braces.
using Labels = std::string;
using Samples = std::map<Labels, std::string>;

[[nodiscard]] Labels label(const std::string &name, const std::string &value);
// Exact: "0.000123", "-1.5".
[[nodiscard]] std::string seconds(Duration value);

// A counter has no TYPE. OpenMetrics calls its family without _total; the older text format, which
// promtool checks and the textfile collector reads, with it: what says either is wrong for the
// other. Without, the type is "unknown" to both, and both read the samples.
enum class Kind : std::uint8_t { counter, gauge, gauge_of_seconds };

// Nothing at all without samples. The name of a counter ends in _total.
[[nodiscard]] std::string family(const std::string &name, const std::string &help, Kind kind,
				 const Samples &samples);
// In seconds, with the bounds of stats/sender_report.h.
[[nodiscard]] std::string histograms(const std::string &name, const std::string &help,
				     const std::map<Labels, stats::DelayBins> &all);

} // namespace stamp::render
