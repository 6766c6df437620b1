// SPDX-License-Identifier: Apache-2.0
// Loss by direction as counters that never fall. A direction may be found out after the loss: what
// a split calls unknown moves to the others, and a counter that fell would be taken for a restart.
#pragma once

#include "stats/loss.h"
#include "time/clock.h"

namespace stamp::stats {

class SettledLoss {
public:
	// A loss is counted when its direction is known or, as unknown, when it was not found out
	// for `patience`.
	explicit SettledLoss(Duration patience) : patience_(patience) {}

	// Of all losses until `now`. `may_tell`: replies may still show directions.
	void update(const LossSplit &split, bool may_tell, MonoTime now);
	[[nodiscard]] const LossSplit &counted() const { return counted_; }

private:
	Duration patience_;
	LossSplit counted_;
	// Counted as unknown before their direction was found out.
	std::uint64_t late_forward_ = 0, late_backward_ = 0;
	MonoTime waiting_since_ = MonoTime::max();
};

} // namespace stamp::stats
