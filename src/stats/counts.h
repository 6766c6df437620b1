// SPDX-License-Identifier: Apache-2.0
// What became of the requests to one target, as numbers. The meaning of each is that of
// docs/metrics.md.
#pragma once

#include <cstdint>
#include <optional>

#include "stats/counters.h"

namespace stamp::stats {

struct Counts {
	std::uint64_t sent = 0, received = 0, lost = 0; // received + lost = sent, at the end
	bool wants_no_reply = false;			// no loss is known then, and lost is 0
	std::uint64_t not_sent = 0;			// could not leave this host: none of those
	NotSent not_sent_reasons = {};			// their sum is not_sent
	std::optional<std::uint64_t> lost_fwd, lost_bwd, lost_unknown; // their sum is lost
	std::uint64_t duplicate = 0, reordered = 0, late = 0;
};

// Of the requests that are decided; absent: none is.
[[nodiscard]] std::optional<double> loss_ratio(const Counts &counts);

// The directions of the sum are known if those of both are.
void add(Counts &sum, const Counts &more);
// What is new in `now`. A direction may be found out later, for what was lost before: those of the
// difference add up to what was lost in it.
[[nodiscard]] Counts since(const Counts &before, const Counts &now);

} // namespace stamp::stats
