// SPDX-License-Identifier: Apache-2.0
#include "time/step.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <limits>
#include <utility>

namespace stamp::time {

namespace {

// Below this nothing is called a step, even when the readings were exact.
constexpr Duration smallest_step = std::chrono::microseconds{1};

Duration read_clock(clockid_t clock) {
	struct timespec now {};
	::clock_gettime(clock, &now);
	return std::chrono::seconds{now.tv_sec} + Duration{now.tv_nsec};
}

ClockReading read_clocks_once() {
	const Duration before = read_clock(CLOCK_MONOTONIC);
	const Duration utc = read_clock(CLOCK_REALTIME);
	const Duration tai = read_clock(CLOCK_TAI);
	const Duration after = read_clock(CLOCK_MONOTONIC);
	const Duration width = after - before;

	return {.utc_minus_mono = utc - before - width / 2,
		.width = width,
		.tai_minus_utc_s = static_cast<int>(
			std::chrono::round<std::chrono::seconds>(tai - utc).count())};
}

// A timer that never comes due and is cancelled by a step.
bool arm(int timer) {
	struct itimerspec never {};
	never.it_value.tv_sec = std::numeric_limits<std::time_t>::max();
	return ::timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
				 nullptr) == 0;
}

} // namespace

ClockReading read_clocks() {
	constexpr int attempts = 5;
	ClockReading best = read_clocks_once();

	for (int i = 1; i < attempts; i++) {
		const ClockReading next = read_clocks_once();
		if (next.width < best.width)
			best = next;
	}
	return best;
}

ClockChange StepDetector::check(const ClockReading &now) {
	const Duration moved = now.utc_minus_mono - base_.utc_minus_mono;
	const Duration explained = smallest_step + (base_.width + now.width) / 2;
	ClockChange change;

	if (now.tai_minus_utc_s != base_.tai_minus_utc_s)
		change.tai_offset_s = now.tai_minus_utc_s;
	if (std::chrono::abs(moved) > explained)
		change.step = moved;
	base_.tai_minus_utc_s = now.tai_minus_utc_s;
	if (change.step || now.width < base_.width)
		base_ = now;
	return change;
}

Result<StepWatch> StepWatch::create() {
	Fd timer{::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)};
	// Armed before the first reading: a step in between is then seen by both or by the timer.
	if (!timer || !arm(timer.get()))
		return last_error("watch the system clock for steps");
	return StepWatch{std::move(timer), read_clocks()};
}

ClockChange StepWatch::check() {
	std::uint64_t expirations = 0;
	// ECANCELED after a step; read before the clocks, so that no later step is swallowed.
	if (::read(timer_.get(), &expirations, sizeof(expirations)) >= 0 || errno == ECANCELED)
		arm(timer_.get());
	return detector_.check(read_clocks());
}

} // namespace stamp::time
