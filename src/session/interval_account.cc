// SPDX-License-Identifier: Apache-2.0
#include "session/interval_account.h"

#include <algorithm>
#include <utility>

namespace stamp::session {
namespace {

// Directions may be found out later, for what was lost before. Those of an interval add up to what
// was lost in it.
void split_loss(stats::Interval &interval, const stats::Summary &whole,
		const stats::Summary &before) {
	if (!whole.lost_fwd || !whole.lost_bwd)
		return;
	const auto more = [](std::uint64_t now, std::uint64_t then, std::uint64_t most) {
		return std::min(now > then ? now - then : 0, most);
	};
	const std::uint64_t lost = interval.lost;
	interval.lost_fwd = more(*whole.lost_fwd, before.lost_fwd.value_or(0), lost);
	interval.lost_bwd =
		more(*whole.lost_bwd, before.lost_bwd.value_or(0), lost - *interval.lost_fwd);
	interval.lost_unknown = lost - *interval.lost_fwd - *interval.lost_bwd;
}

} // namespace

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
	stats::Interval interval;
	interval.session = whole.session;
	interval.duration = duration;
	interval.sent = whole.sent - before_.sent;
	interval.received = whole.received - before_.received;
	interval.lost = whole.lost - before_.lost;
	interval.duplicate = whole.duplicate - before_.duplicate;
	interval.reordered = whole.reordered - before_.reordered;
	interval.late = whole.late - before_.late;
	split_loss(interval, whole, before_);
	const Delays delays = std::exchange(delays_, {});
	interval.rtt = delays.rtt.summary();
	interval.fwd = delays.fwd.summary();
	interval.bwd = delays.bwd.summary();
	interval.proc = delays.proc.summary();
	interval.owd_valid = whole.owd_valid;
	interval.owd_uncertainty = whole.owd_uncertainty;
	before_ = whole;
	return interval;
}

} // namespace stamp::session
