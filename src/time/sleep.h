// SPDX-License-Identifier: Apache-2.0
// Waiting for a deadline.
#pragma once

#include "time/clock.h"

namespace stamp::time {

// Sleeps; a signal that is not blocked may end it early.
void sleep_until(MonoTime deadline);
// Keeps the CPU busy instead, and returns what time it is then: never before the deadline.
[[nodiscard]] MonoTime spin_until(MonoTime deadline);

} // namespace stamp::time
