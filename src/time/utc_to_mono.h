// SPDX-License-Identifier: Apache-2.0
// From the clock that packets are stamped by to the one that deadlines are in.
#pragma once

#include <optional>

#include "time/clock.h"
#include "time/step.h"

namespace stamp::time {

// The two clocks are slewed together (see step.h): one comparison holds until a step.
class UtcToMono {
public:
	explicit UtcToMono(const ClockReading &reading);

	[[nodiscard]] MonoTime mono(UtcTime at) const {
		return MonoTime{at.time_since_epoch() - utc_minus_mono_};
	}
	[[nodiscard]] UtcTime utc(MonoTime at) const {
		return UtcTime{at.time_since_epoch() + utc_minus_mono_};
	}
	// When that was which was stamped `at` and happened between these two times. Absent when
	// the stamp denies it: the system clock was stepped since the comparison.
	[[nodiscard]] std::optional<MonoTime> between(UtcTime at, MonoTime before,
						      MonoTime after) const;

private:
	Duration utc_minus_mono_;
	Duration tolerance_; // of the comparison
};

} // namespace stamp::time
