// SPDX-License-Identifier: Apache-2.0
// Whether a session of a reflector still counts, as the library has it.
#pragma once

#include "stamp/abi.h"
#include "time/clock.h"

namespace stamp::session {

// What is gone is not there, however soon after the start of the machine.
[[nodiscard]] inline bool is_alive(const stamp_session &session, Duration timeout, MonoTime now) {
	return session.last_seen_ns != STAMP_SESSION_GONE &&
	       now.time_since_epoch() - Duration{session.last_seen_ns} <= timeout;
}

} // namespace stamp::session
