// SPDX-License-Identifier: Apache-2.0
// The clock of a network card (PTP hardware clock, /dev/ptpN), read together with the system clock.
#pragma once

#include <cstdint>

#include <linux/ptp_clock.h>

#include "base/fd.h"
#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

// Both clocks at one moment, known to within `half_width` to either side.
struct PhcReading {
	std::uint64_t phc_ns = 0; // TAI, UTC or since power-on: whatever its owner made of it
	UtcTime utc{};
	Duration half_width{};
};

// The tightest of the samples; at least one is there.
[[nodiscard]] PhcReading tightest(const ptp_sys_offset_extended &samples);
[[nodiscard]] PhcReading tightest(const ptp_sys_offset &samples);

class Phc {
public:
	// EACCES: the device belongs to root, mostly.
	static Result<Phc> open(int index);
	[[nodiscard]] Result<PhcReading> read() const;

private:
	Phc(Fd device, int index) : device_(std::move(device)), index_(index) {}

	Fd device_;
	int index_;
};

} // namespace stamp::time
