// SPDX-License-Identifier: Apache-2.0
// Errors of clocks, which may be as large as a Duration.
#pragma once

#include "time/clock.h"

namespace stamp::session {

// Of two that are not negative.
inline Duration saturating_add(Duration a, Duration b) {
	return a > Duration::max() - b ? Duration::max() : a + b;
}

} // namespace stamp::session
