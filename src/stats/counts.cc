// SPDX-License-Identifier: Apache-2.0
#include "stats/counts.h"

#include <algorithm>

namespace stamp::stats {
namespace {

using Known = std::optional<std::uint64_t>;

void add(Known &sum, const Known &more) {
	sum = sum && more ? Known(*sum + *more) : std::nullopt;
}

void split_loss(Counts &difference, const Counts &before, const Counts &now) {
	if (!now.lost_fwd || !now.lost_bwd)
		return;
	const auto more = [](std::uint64_t new_one, std::uint64_t old, std::uint64_t most) {
		return std::min(new_one > old ? new_one - old : 0, most);
	};
	const std::uint64_t lost = difference.lost;
	difference.lost_fwd = more(*now.lost_fwd, before.lost_fwd.value_or(0), lost);
	difference.lost_bwd =
		more(*now.lost_bwd, before.lost_bwd.value_or(0), lost - *difference.lost_fwd);
	difference.lost_unknown = lost - *difference.lost_fwd - *difference.lost_bwd;
}

} // namespace

std::optional<double> loss_ratio(const Counts &counts) {
	const auto decided = static_cast<double>(counts.received + counts.lost);
	return decided == 0 ? std::nullopt
			    : std::optional(static_cast<double>(counts.lost) / decided);
}

void add(Counts &sum, const Counts &more) {
	sum.sent += more.sent;
	sum.received += more.received;
	sum.lost += more.lost;
	sum.wants_no_reply |= more.wants_no_reply;
	sum.not_sent += more.not_sent;
	add(sum.not_sent_reasons, more.not_sent_reasons);
	add(sum.lost_fwd, more.lost_fwd);
	add(sum.lost_bwd, more.lost_bwd);
	add(sum.lost_unknown, more.lost_unknown);
	sum.duplicate += more.duplicate;
	sum.reordered += more.reordered;
	sum.late += more.late;
}

Counts since(const Counts &before, const Counts &now) {
	Counts difference;
	difference.sent = now.sent - before.sent;
	difference.received = now.received - before.received;
	difference.lost = now.lost - before.lost;
	difference.wants_no_reply = now.wants_no_reply;
	difference.not_sent = now.not_sent - before.not_sent;
	difference.not_sent_reasons = now.not_sent_reasons;
	subtract(difference.not_sent_reasons, before.not_sent_reasons);
	split_loss(difference, before, now);
	difference.duplicate = now.duplicate - before.duplicate;
	difference.reordered = now.reordered - before.reordered;
	difference.late = now.late - before.late;
	return difference;
}

} // namespace stamp::stats
