// SPDX-License-Identifier: Apache-2.0
#include "time/error_estimate.h"

#include "stamp/wire.h"
#include "time/wide.h"

namespace stamp::time {

namespace {

constexpr unsigned unit_exponent = 32; // Scale 0 counts in 2^-32 s

// ceil(error / 2^(scale-32) s)
uint128 units(uint128 error_ns, unsigned scale) {
	if (scale <= unit_exponent)
		return divide_up(error_ns << (unit_exponent - scale), ns_per_s);
	return divide_up(error_ns, uint128{ns_per_s} << (scale - unit_exponent));
}

} // namespace

std::uint16_t encode_error_estimate(Duration error, bool synced, bool ptp) {
	const auto flags = (synced ? STAMP_ERROR_S : 0) | (ptp ? STAMP_ERROR_Z : 0);
	const uint128 error_ns = error.count() > 0 ? static_cast<uint128>(error.count()) : 0;
	unsigned scale = 0;
	uint128 multiplier = units(error_ns, scale);

	while (multiplier > STAMP_ERROR_MULTIPLIER_MASK && scale < STAMP_ERROR_SCALE_MASK)
		multiplier = units(error_ns, ++scale);
	if (multiplier == 0)
		multiplier = 1;
	// The largest Duration has Scale 58: there is nothing to saturate.
	return static_cast<std::uint16_t>(flags | scale << STAMP_ERROR_SCALE_SHIFT |
					  static_cast<unsigned>(multiplier));
}

ErrorEstimate decode_error_estimate(std::uint16_t bits) {
	const unsigned scale = bits >> STAMP_ERROR_SCALE_SHIFT & STAMP_ERROR_SCALE_MASK;
	const unsigned multiplier = bits & STAMP_ERROR_MULTIPLIER_MASK;
	ErrorEstimate estimate{.synced = (bits & STAMP_ERROR_S) != 0,
			       .ptp = (bits & STAMP_ERROR_Z) != 0,
			       .error = std::nullopt};

	if (multiplier == 0)
		return estimate;
	const uint128 scaled_ns = uint128{multiplier} * ns_per_s << scale; // below 2^101
	estimate.error =
		saturated(static_cast<int128>(divide_up(scaled_ns, uint128{1} << unit_exponent)));
	return estimate;
}

} // namespace stamp::time
