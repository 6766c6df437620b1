// SPDX-License-Identifier: Apache-2.0
#include "stats/follow_up.h"

#include <algorithm>

namespace stamp::stats {

void FollowUps::reply(std::uint32_t seq, UtcTime t3) {
	replies_[seq % remembered] = {true, seq, t3};
}

std::optional<Duration> FollowUps::correct(std::uint32_t seq, UtcTime t3, std::uint8_t method) {
	report_.method = method;
	Reply &reply = replies_[seq % remembered];
	if (!reply.waiting || reply.seq != seq)
		return std::nullopt;
	reply.waiting = false;
	const Duration correction = time::saturated(time::int128{ns(t3)} - ns(reply.t3));
	report_.corrected++;
	report_.max = std::max(report_.max.value_or(correction), correction);
	sum_ns_ += correction.count();
	return correction;
}

FollowUpReport FollowUps::report() const {
	FollowUpReport report = report_;
	if (report.corrected != 0)
		report.mean = time::saturated(sum_ns_ / report.corrected);
	return report;
}

} // namespace stamp::stats
