// SPDX-License-Identifier: Apache-2.0
// The parts of a text for Prometheus: labels, values, and families of samples.
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

enum class Kind : std::uint8_t { counter, gauge, gauge_of_seconds, histogram_of_seconds };

// OpenMetrics names the family of a counter without _total, the classic text format with it. What
// both are to read has no TYPE for a counter: then it is "unknown" to both.
enum class Dialect : std::uint8_t { both, openmetrics, classic };

// The lines in front of a family. The name of a counter ends in _total.
[[nodiscard]] std::string family_head(const std::string &name, const std::string &help, Kind kind,
				      Dialect dialect);
// Nothing at all without samples.
[[nodiscard]] std::string family(const std::string &name, const std::string &help, Kind kind,
				 const Samples &samples, Dialect dialect = Dialect::both);

void append_sample(std::string &out, const std::string &name, const Labels &labels,
		   const std::string &value);
// In seconds, with the bounds of stats/sender_report.h.
void append_histogram(std::string &out, const std::string &name, const Labels &labels,
		      const stats::DelayBins &bins);

} // namespace stamp::render
