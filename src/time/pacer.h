// SPDX-License-Identifier: Apache-2.0
// When to send: slot n is start + n * interval exactly, however late any of them was used.
#pragma once

#include <cstdint>

#include "time/clock.h"

namespace stamp::time {

class Pacer {
public:
	// The first slot is at `start`. An interval below 1 ns counts as 1 ns. `patience`: how late
	// a slot may be used that is not the next one; above zero, what was held up for no longer
	// than that is made up for.
	Pacer(MonoTime start, Duration interval, Duration patience = {});

	// Of the next slot.
	[[nodiscard]] MonoTime deadline() const { return slot_time(slot_); }

	// The next slot is used now. Slots after it whose deadline is past by more than the
	// patience are given up, so that nothing is sent in a bunch to catch up; returns how many
	// those were.
	[[nodiscard]] std::uint64_t take(MonoTime now);

private:
	// 292 years of nanoseconds fit, hence no overflow whatever the interval.
	[[nodiscard]] MonoTime slot_time(std::int64_t slot) const {
		return start_ + slot * interval_;
	}

	MonoTime start_;
	Duration interval_;
	Duration patience_;
	std::int64_t slot_ = 0;
};

} // namespace stamp::time
