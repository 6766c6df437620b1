// SPDX-License-Identifier: Apache-2.0
// What a measurement publishes while it runs.
#include "session/measurement.h"

#include <algorithm>

namespace stamp::session {
namespace {

static_assert(std::tuple_size_v<decltype(stats::DelayBins::bin)> == STAMP_DELAY_BINS);

stamp_delay_tally to_tally(const stats::DelayBins &bins) {
	stamp_delay_tally tally{};
	std::copy(bins.bin.begin(), bins.bin.end(), tally.bin);
	tally.sum_ns = bins.sum.count();
	return tally;
}

stamp_quantiles to_tally(const stats::RecentDelays::Summary &recent) {
	return {recent.n, recent.p50.value_or(Duration{}).count(),
		recent.p99.value_or(Duration{}).count()};
}

stamp_quantiles to_tally(const stats::Histogram &all) {
	return {all.n(), all.quantile(500).value_or(Duration{}).count(),
		all.quantile(990).value_or(Duration{}).count()};
}

} // namespace

stamp_tally Measurement::tally(const WireClock &clock, MonoTime now) {
	const auto split = directions();
	settled_.update(split.value_or(stats::LossSplit{0, 0, window_.lost()}), split.has_value(),
			now);
	const stats::LossSplit &lost = settled_.counted();
	stamp_tally tally{};
	tally.sent = window_.left();
	tally.received = counts_.received;
	tally.duplicate = counts_.duplicate;
	tally.reordered = order_.reordered();
	tally.late = counts_.late;
	tally.implausible = counts_.implausible;
	std::copy(counts_.unexpected.begin(), counts_.unexpected.end(), tally.unexpected);
	std::copy(not_sent_.begin(), not_sent_.end(), tally.not_sent);
	tally.missed = missed_slots_;
	tally.outages = window_.outages().count();
	tally.outage_ns = window_.outages().total().count();
	tally.lost_forward = lost.forward;
	tally.lost_backward = lost.backward;
	tally.lost_unknown = lost.unknown;
	tally.has_directions = split.has_value();
	const stats::LossSplit now_lost = split.value_or(stats::LossSplit{0, 0, window_.lost()});
	tally.lost = window_.lost();
	tally.now_forward = now_lost.forward;
	tally.now_backward = now_lost.backward;
	tally.now_unknown = now_lost.unknown;
	recent_.turn(now);
	tally.minute = to_tally(recent_.summary());
	tally.whole = to_tally(delays_.rtt.histogram());
	tally.rtt = to_tally(bins_.rtt);
	tally.processing = to_tally(bins_.proc);
	tally.forward = to_tally(bins_.fwd);
	tally.backward = to_tally(bins_.bwd);
	tally.clock_error_ns = clock.error().count();
	tally.owd_valid = owd_valid(clock);
	if (far_ && far_->error) {
		tally.has_far_error = 1;
		tally.far_error_ns = far_->error->count();
	}
	return tally;
}

} // namespace stamp::session
