// SPDX-License-Identifier: Apache-2.0
// How the clock of a network card stands to UTC and how fast it runs, from readings of both.
#pragma once

#include <cstdint>
#include <optional>

#include "time/clock.h"
#include "time/phc.h"

namespace stamp::time {

struct PhcRelation {
	Duration utc_minus_phc{};
	std::uint64_t phc_ns = 0; // when that was so
	std::int64_t rate = 0;	  // by how much UTC is faster, in 2^-32
	Duration error{};	  // at most, while it is valid (STAMP_PHC_VALID_MS)
};

// A rate is measured over one to two seconds, as soon as there are as many: over less the width
// of the readings says too little, over more a clock that is steered has changed.
class PhcEstimator {
public:
	PhcRelation add(const PhcReading &reading);
	// A clock was stepped: readings from before say nothing of it.
	void forget();

private:
	[[nodiscard]] bool measure_rate(const PhcReading &reading);

	std::optional<PhcReading> base_, next_base_;
	std::int64_t rate_ = 0;
	std::int64_t rate_error_ = 0; // in 2^-32 as well
	bool has_rate_ = false;
};

} // namespace stamp::time
