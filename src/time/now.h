// SPDX-License-Identifier: Apache-2.0
// The system clock.
#pragma once

#include <chrono>

#include "time/clock.h"

namespace stamp {

inline UtcTime utc_now() {
	return UtcTime{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
}

} // namespace stamp
