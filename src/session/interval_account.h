// SPDX-License-Identifier: Apache-2.0
// What a measurement has found since the last report of it.
#pragma once

#include "stats/delay.h"
#include "stats/report.h"

namespace stamp::session {

class IntervalAccount {
public:
	// `window`: of the delays (stats::DelayStats).
	explicit IntervalAccount(std::size_t window = stats::DelayStats::most_window)
		: window_(window), delays_(window) {}

	// A reply that counts.
	void add(const stats::Packet &packet);
	// What is new in `whole`, the summary of all until now. The next interval begins.
	stats::Interval take(const stats::Summary &whole, Duration duration);

private:
	std::size_t window_;
	stats::PathDelays delays_;
	stats::Counts before_;
};

} // namespace stamp::session
