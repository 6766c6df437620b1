// SPDX-License-Identifier: Apache-2.0
#include "stats/delay.h"

#include <algorithm>
#include <cmath>

#include "stats/difference.h"

namespace stamp::stats {

DelayStats::DelayStats(std::size_t window) : recent_(window) {}

void DelayStats::add(Duration value, std::uint64_t seq) {
	add_variation(value, seq);
	if (first_)
		add_interarrival(value);
	else
		first_ = value;

	histogram_.add(value);
	offset_.add(difference(value, *first_));
	min_ = std::min(min_, value);
	max_ = std::max(max_, value);
	last_ = value;
}

void DelayStats::add_variation(Duration value, std::uint64_t seq) {
	const std::uint64_t number = seq + 1;
	if (const Recent *before = recent(number - 1))
		variation_.add(std::abs(difference(value, before->value)));
	if (const Recent *after = recent(number + 1))
		variation_.add(std::abs(difference(value, after->value)));
	// A straggler must not displace a newer packet, whose neighbours are yet to come.
	Recent &own = recent_[slot(number)];
	if (own.number < number)
		own = {number, value};
}

// RFC 3550 6.4.1: in the order of arrival, whatever the numbers.
void DelayStats::add_interarrival(Duration value) {
	const double change = std::abs(difference(value, last_));
	rfc3550_jitter_ += (change - rfc3550_jitter_) / 16;
}

DelaySummary DelayStats::summary() const {
	DelaySummary s;
	s.n = histogram_.n();
	if (s.n == 0)
		return s;

	const auto percentile = [this](unsigned permille) {
		return std::clamp(*histogram_.quantile(permille), min_, max_);
	};
	s.min = min_;
	s.max = max_;
	s.last = last_;
	s.mean = offset_within(*first_, offset_.mean(), min_, max_);
	s.p50 = percentile(500);
	s.p90 = percentile(900);
	s.p99 = percentile(990);
	s.p99_9 = percentile(999);
	if (s.n > 1) {
		s.stddev = to_duration(offset_.stddev());
		s.rfc3550_jitter = to_duration(rfc3550_jitter_);
	}
	if (variation_.n() > 0)
		s.jitter = to_duration(variation_.mean());
	return s;
}

DelaySummaries PathDelays::summaries() const {
	return {.rtt = rtt.summary(),
		.fwd = fwd.summary(),
		.bwd = bwd.summary(),
		.proc = proc.summary()};
}

} // namespace stamp::stats
