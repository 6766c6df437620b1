// SPDX-License-Identifier: Apache-2.0
// When a session sends its first request, if those of a sender are spread over the interval.
#pragma once

#include <string_view>

#include "time/clock.h"

namespace stamp::session {

// The first time from `from` on that is the session's by its name: the same within each interval
// since this host started, so that a process that starts again goes on in step. Times are multiples
// of 1 ms or of a sixteenth of the interval, whichever is less: requests that leave at the same
// time share a wake-up.
[[nodiscard]] MonoTime spread_time(std::string_view name, Duration interval, MonoTime from);

} // namespace stamp::session
