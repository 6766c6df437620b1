// SPDX-License-Identifier: Apache-2.0
// In which format T2 and T3 of a reply are: in the one that its Z bit says, unless they show that
// it lies. Some reflectors copy the Z bit of the request.
#pragma once

#include <array>
#include <optional>

#include "time/clock.h"
#include "wire/codec.h"

namespace stamp::session {

struct FarTimes {
	UtcTime t2{}, t3{};
	bool ptp = false; // the format they were read in
};

// The circumstances of a reply.
struct Received {
	UtcTime t4{};
	int tai_minus_utc_s = 0;
	bool own_ptp = false; // the format of the requests
};

// T-09 of docs/conformance.md: what is farther off makes no sense.
constexpr Duration absurd = std::chrono::hours{24};

class FarFormat {
public:
	// Absent: it is not certain yet which format fits.
	std::optional<FarTimes> read(const wire::Reply &reply, const Received &received);

private:
	// Of a clock that is years off. Nanoseconds stay below 10^9, of fractions of a second three
	// in four do not.
	struct Evidence {
		bool has_fraction = false;
		unsigned small = 0; // timestamps in a row that could be either
	};
	std::array<Evidence, 2> by_z_;
};

} // namespace stamp::session
