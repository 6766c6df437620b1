// SPDX-License-Identifier: Apache-2.0
#include "time/sleep.h"

#include <ctime>

namespace stamp::time {

void sleep_until(MonoTime deadline) {
	constexpr std::int64_t ns_per_s = 1'000'000'000;
	const std::int64_t ns = deadline.time_since_epoch().count();
	const timespec time{static_cast<std::time_t>(ns / ns_per_s),
			    static_cast<long>(ns % ns_per_s)};
	(void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

MonoTime spin_until(MonoTime deadline) {
	MonoTime now = mono_now();
	while (now < deadline)
		now = mono_now();
	return now;
}

} // namespace stamp::time
