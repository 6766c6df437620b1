// SPDX-License-Identifier: Apache-2.0
// What the kernel says of the system clock (adjtimex(2), read only: no capability needed).
#pragma once

#include <sys/timex.h>

#include <cstdint>

#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

enum class Leap : std::uint8_t { none, insert, remove };

struct KernelClock {
	bool synced = false;	// a program disciplines the clock and has done so lately
	Duration max_error{};	// grows by 500 us/s between two corrections; 16 s = given up
	Duration est_error{};	// what the disciplining program believes; often 0
	int tai_offset_s = 0;	// TAI - UTC as set by that program; 0 = never set
	Leap leap = Leap::none; // a leap second at the end of this UTC day
};

// `state` is what adjtimex() returned: TIME_OK ... TIME_ERROR.
[[nodiscard]] KernelClock kernel_clock(const struct timex &raw, int state);

// Fails only where a sandbox forbids the call (EPERM, ENOSYS).
[[nodiscard]] Result<KernelClock> read_kernel_clock();

// The error that may be claimed for a timestamp: the kernel counts both estimates in whole
// microseconds and phc2sys leaves them at 0, so a microsecond is added to the larger one.
// Without synchronisation it is the kernel's ceiling and says nothing about the true error.
[[nodiscard]] Duration clock_error(const KernelClock &clock);

} // namespace stamp::time
