// SPDX-License-Identifier: Apache-2.0
// What --fail-loss and --fail-rtt ask for: a summary that is worse ends the run with exit code 6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stats/histogram.h"
#include "stats/report.h"
#include "time/clock.h"

namespace stamp::cli {

struct LossThreshold {
	double percent = 0; // more is too much
	std::string text;   // as it was written
};

struct RttThreshold {
	unsigned permille = 0; // of the round trips; 1000: the longest
	Duration limit{};      // longer is too long
	std::string quantile;  // as it was written
	bool operator==(const RttThreshold &) const = default;
};

// "5", "0.5", "5%".
Result<LossThreshold> parse_loss_threshold(std::string_view text);
// "p99:10ms", "p99.9:10ms", "max:1s", "min:1ms". The error has code 0.
Result<RttThreshold> parse_rtt_threshold(std::string_view text);

struct Thresholds {
	std::optional<LossThreshold> loss;
	std::vector<RttThreshold> rtt;
};

// What is worse than asked for: a warning each, "fail_loss" or "fail_rtt". A target without a round
// trip exceeds every limit of one.
std::vector<stats::Warning> exceeded(const Thresholds &thresholds, const stats::Summary &summary,
				     const stats::Histogram &roundtrip);

} // namespace stamp::cli
