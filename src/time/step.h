// SPDX-License-Identifier: Apache-2.0
// Notices that the system clock was stepped, or the kernel's TAI offset set, while we run.
//
// Linux slews CLOCK_REALTIME and CLOCK_MONOTONIC together, so that their difference is a constant
// which steps alone (settimeofday, a leap second, a suspend) change: no allowance for slewing is
// needed, and steps of a few microseconds are seen. Steps too small for one look add up until they
// are seen, as the first reading stays the measure until then.
#pragma once

#include <optional>
#include <utility>

#include "base/fd.h"
#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

struct ClockReading {
	Duration utc_minus_mono{};
	Duration width{};	 // the two clocks were read within this
	int tai_minus_utc_s = 0; // CLOCK_TAI - CLOCK_REALTIME: the kernel's offset
};

struct ClockChange {
	std::optional<Duration> step;	 // UTC moved by this
	std::optional<int> tai_offset_s; // the kernel's offset, new
	explicit operator bool() const { return step || tai_offset_s; }
};

// The comparison alone.
class StepDetector {
public:
	explicit StepDetector(const ClockReading &first) : base_(first) {}
	[[nodiscard]] ClockChange check(const ClockReading &now);

private:
	ClockReading base_;
};

// The tightest of a few readings of this host's clocks.
[[nodiscard]] ClockReading read_clocks();

class StepWatch {
public:
	// Fails when no timer descriptor is to be had.
	[[nodiscard]] static Result<StepWatch> create();

	// For epoll: readable as soon as CLOCK_REALTIME was stepped. A TAI offset that is set makes
	// nothing readable, therefore call check() from time to time as well.
	[[nodiscard]] int fd() const { return timer_.get(); }

	// What changed since the last call; makes fd() unreadable again.
	[[nodiscard]] ClockChange check();

private:
	StepWatch(Fd timer, const ClockReading &first)
		: timer_(std::move(timer)), detector_(first) {}

	Fd timer_;
	StepDetector detector_;
};

} // namespace stamp::time
