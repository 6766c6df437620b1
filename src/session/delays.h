// SPDX-License-Identifier: Apache-2.0
// From the four times of a packet to its delays (docs/metrics.md).
#pragma once

#include <optional>

#include "session/far_format.h"
#include "time/clock.h"

namespace stamp::session {

struct Times {
	std::optional<UtcTime> t1;   // absent: not stamped here, or forgotten
	std::optional<FarTimes> far; // absent: their format is not certain
	UtcTime t4{};
	bool same_far = false;	// T2 and T3 have the same octets
	bool disturbed = false; // the local clock was stepped between T1 and T4
};

struct Delays {
	std::optional<Duration> rtt, fwd, bwd, proc; // absent: unknown
	bool implausible = false; // the reflector claims more time than the packet was under way
};

// `receive_error`: of T4 relative to T1.
Delays delays_of(const Times &times, Duration receive_error);

} // namespace stamp::session
