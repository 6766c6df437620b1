// SPDX-License-Identifier: Apache-2.0
#include "session/interval_account.h"

#include <utility>

namespace stamp::session {

void IntervalAccount::add(const stats::Packet &packet) {
	const auto add = [&](const std::optional<Duration> &value, stats::DelayStats &delays) {
		if (value)
			delays.add(*value, packet.seq);
	};
	add(packet.rtt, delays_.rtt);
	add(packet.fwd, delays_.fwd);
	add(packet.bwd, delays_.bwd);
	add(packet.proc, delays_.proc);
}

stats::Interval IntervalAccount::take(const stats::Summary &whole, Duration duration) {
	stats::Interval interval{stats::since(before_, whole),
				 std::exchange(delays_, stats::PathDelays(window_)).summaries()};
	interval.session = whole.session;
	interval.duration = duration;
	interval.owd_valid = whole.owd_valid;
	interval.owd_uncertainty = whole.owd_uncertainty;
	before_ = whole;
	return interval;
}

} // namespace stamp::session
