// SPDX-License-Identifier: Apache-2.0
#include "time/phc.h"

#include <algorithm>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>

namespace stamp::time {
namespace {

constexpr unsigned samples_asked = 5;

Duration since_1970(const ptp_clock_time &t) {
	return std::chrono::seconds{t.sec} + Duration{t.nsec};
}

// The card was read between these two readings of the system clock.
PhcReading reading(const ptp_clock_time &before, const ptp_clock_time &phc,
		   const ptp_clock_time &after) {
	const Duration half = (since_1970(after) - since_1970(before)) / 2;
	return {static_cast<std::uint64_t>(since_1970(phc).count()),
		UtcTime{since_1970(before) + half}, half};
}

// A clock set back between its two readings makes a width below 0: that sample is none.
void keep_tighter(PhcReading &best, const PhcReading &next) {
	const bool is_better = next.half_width < best.half_width || best.half_width < Duration{};
	if (next.half_width >= Duration{} && is_better)
		best = next;
}

} // namespace

PhcReading tightest(const ptp_sys_offset_extended &samples) {
	PhcReading best = reading(samples.ts[0][0], samples.ts[0][1], samples.ts[0][2]);
	for (unsigned i = 1; i < std::min<unsigned>(samples.n_samples, PTP_MAX_SAMPLES); i++)
		keep_tighter(best, reading(samples.ts[i][0], samples.ts[i][1], samples.ts[i][2]));
	return best;
}

PhcReading tightest(const ptp_sys_offset &samples) {
	PhcReading best = reading(samples.ts[0], samples.ts[1], samples.ts[2]);
	for (unsigned i = 1; i < std::min<unsigned>(samples.n_samples, PTP_MAX_SAMPLES); i++)
		keep_tighter(best, reading(samples.ts[2 * i], samples.ts[2 * i + 1],
					   samples.ts[2 * i + 2]));
	return best;
}

Result<Phc> Phc::open(int index) {
	const std::string path = "/dev/ptp" + std::to_string(index);
	Fd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
	if (!device)
		return last_error("open the clock " + path);
	return Phc(std::move(device), index);
}

Result<PhcReading> Phc::read() const {
	ptp_sys_offset_extended close{};
	close.n_samples = samples_asked;
	if (::ioctl(device_.get(), PTP_SYS_OFFSET_EXTENDED, &close) == 0)
		return tightest(close);
	ptp_sys_offset wide{}; // Linux before 5.0, or a driver without
	wide.n_samples = samples_asked;
	if (::ioctl(device_.get(), PTP_SYS_OFFSET, &wide) == 0)
		return tightest(wide);
	return last_error("read the clock /dev/ptp" + std::to_string(index_));
}

} // namespace stamp::time
