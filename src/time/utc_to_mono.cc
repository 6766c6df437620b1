// SPDX-License-Identifier: Apache-2.0
#include "time/utc_to_mono.h"

namespace stamp::time {
namespace {

// The kernel's clock for BPF programs may lag behind by the work of one timer tick.
constexpr Duration least_tolerance = std::chrono::microseconds{1};

} // namespace

UtcToMono::UtcToMono(const ClockReading &reading)
	: utc_minus_mono_(reading.utc_minus_mono), tolerance_(reading.width + least_tolerance) {}

std::optional<MonoTime> UtcToMono::between(UtcTime at, MonoTime before, MonoTime after) const {
	const MonoTime when = mono(at);
	if (when < before - tolerance_ || when > after + tolerance_)
		return std::nullopt;
	return when;
}

} // namespace stamp::time
