// SPDX-License-Identifier: Apache-2.0
#include "time/phc_relation.h"

#include <cstdlib>

#include "stamp/limits.h"
#include "time/wide.h"

namespace stamp::time {
namespace {

constexpr unsigned rate_bits = 32;
constexpr Duration least_baseline = std::chrono::milliseconds{50};
constexpr Duration baseline = std::chrono::seconds{1};
constexpr Duration valid = std::chrono::milliseconds{STAMP_PHC_VALID_MS};
constexpr std::int64_t most_rate = (std::int64_t{STAMP_PHC_RATE_PPM} << rate_bits) / 1'000'000;

Duration utc_minus_phc(const PhcReading &reading) {
	return reading.utc.time_since_epoch() - Duration{static_cast<std::int64_t>(reading.phc_ns)};
}

std::int64_t ratio(Duration part, std::int64_t whole_ns) {
	const int128 scaled = static_cast<int128>(part.count()) * (int128{1} << rate_bits);
	return saturated(scaled / whole_ns).count();
}

} // namespace

void PhcEstimator::forget() {
	*this = PhcEstimator();
}

// False: a clock was set meanwhile, for no clock runs so.
bool PhcEstimator::measure_rate(const PhcReading &reading) {
	const auto elapsed_ns = static_cast<std::int64_t>(reading.phc_ns - base_->phc_ns);
	if (elapsed_ns < 0)
		return false;
	if (elapsed_ns < least_baseline.count())
		return true;
	const Duration widths = base_->half_width + reading.half_width;
	const Duration gained = utc_minus_phc(reading) - utc_minus_phc(*base_);
	const std::int64_t rate = ratio(gained, elapsed_ns);
	const std::int64_t width = ratio(widths, elapsed_ns);
	if (std::abs(rate) > most_rate + width)
		return false;
	// What it changed by is what it may change by.
	rate_error_ = width + (has_rate_ ? std::abs(rate - rate_) : 0);
	rate_ = rate;
	has_rate_ = true;
	return true;
}

PhcRelation PhcEstimator::add(const PhcReading &reading) {
	if (base_ && !measure_rate(reading))
		forget();
	if (!base_)
		base_ = next_base_ = reading;
	if (reading.utc - next_base_->utc >= baseline) {
		base_ = next_base_;
		next_base_ = reading;
	}
	const std::int64_t doubt = has_rate_ ? rate_error_ : most_rate;
	const int128 drift = static_cast<int128>(doubt) * valid.count() >> rate_bits;
	return {utc_minus_phc(reading), reading.phc_ns, rate_,
		reading.half_width + saturated(drift)};
}

} // namespace stamp::time
