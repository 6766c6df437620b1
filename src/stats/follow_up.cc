// SPDX-License-Identifier: Apache-2.0
#include "stats/follow_up.h"

#include <algorithm>

namespace stamp::stats {

void FollowUps::reply(std::uint32_t seq, UtcTime t3) {
	replies_[seq % remembered] = {true, seq, t3};
}

std::optional<Duration> FollowUps::told(std::uint32_t seq, UtcTime t3, std::uint8_t method) {
	report_.method = method;
	Reply &reply = replies_[seq % remembered];
	if (!reply.waiting || reply.seq != seq)
		return std::nullopt;
	reply.waiting = false;
	const Duration correction = t3 - reply.t3;
	report_.corrected++;
	report_.max = std::max(report_.max.value_or(correction), correction);
	sum_ += correction;
	return correction;
}

FollowUpReport FollowUps::report() const {
	FollowUpReport report = report_;
	if (report.corrected != 0)
		report.mean = sum_ / static_cast<std::int64_t>(report.corrected);
	return report;
}

} // namespace stamp::stats
