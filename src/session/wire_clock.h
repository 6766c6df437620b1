// SPDX-License-Identifier: Apache-2.0
// The local clock as a session needs it: what the datapath adds to its reading, and what may be
// claimed for the result.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "stamp/abi.h"
#include "stats/report.h"
#include "time/tai_offset.h"
#include "time/timex.h"

namespace stamp::session {

struct WireClock {
	time::KernelClock kernel;
	std::optional<time::TaiOffset> tai; // absent: nobody on this host knows TAI - UTC
	stamp_format format = STAMP_FORMAT_NTP;
	bool by_ptp = false;	  // a PTP service is known to discipline it
	Duration receive_error{}; // of a network card's times, in addition to that of the clock

	// PTP timestamps without a TAI offset carry UTC and say so: not synchronised, a minute off.
	[[nodiscard]] bool synced() const;
	[[nodiscard]] Duration error() const;
	[[nodiscard]] std::uint16_t error_estimate() const;
	[[nodiscard]] int tai_minus_utc_s() const { return tai ? tai->seconds : 0; }
	[[nodiscard]] stamp_sync_source source() const;
	// Writes the members of `live` that depend on the clock.
	void write(stamp_live &live) const;
	[[nodiscard]] stats::ClockReport report() const;
};

// Reads the kernel's clock, and tzdata's leap seconds once per process if the kernel has none.
Result<WireClock> read_wire_clock(stamp_format format);

} // namespace stamp::session
