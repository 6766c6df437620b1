// SPDX-License-Identifier: Apache-2.0
#include "time/timex.h"

#include <algorithm>

namespace stamp::time {

namespace {

Leap announced_leap(int status) {
	if (status & STA_INS)
		return Leap::insert;
	return status & STA_DEL ? Leap::remove : Leap::none;
}

} // namespace

KernelClock kernel_clock(const struct timex &raw, int state) {
	return KernelClock{
		.synced = !(raw.status & STA_UNSYNC) && state != TIME_ERROR,
		.max_error = std::chrono::microseconds{raw.maxerror},
		.est_error = std::chrono::microseconds{raw.esterror},
		.tai_offset_s = raw.tai,
		.leap = announced_leap(raw.status),
	};
}

Result<KernelClock> read_kernel_clock() {
	struct timex raw {};
	const int state = ::adjtimex(&raw);
	if (state < 0)
		return last_error("read the kernel's clock state");
	return kernel_clock(raw, state);
}

Duration clock_error(const KernelClock &clock) {
	constexpr Duration granularity = std::chrono::microseconds{1};
	return std::max({clock.max_error, clock.est_error, Duration{0}}) + granularity;
}

} // namespace stamp::time
