// SPDX-License-Identifier: Apache-2.0
#include "session/wire_clock.h"

#include <algorithm>

#include "time/error_estimate.h"
#include "time/now.h"

namespace stamp::session {
namespace {

constexpr Duration no_tai_error = std::chrono::minutes{1};

const time::LeapList *leap_list() {
	static const auto list = time::load_leap_list();
	return list ? &*list : nullptr;
}

} // namespace

bool WireClock::synced() const {
	return kernel.synced && (format == STAMP_FORMAT_NTP || tai);
}

Duration WireClock::error() const {
	const Duration error = time::clock_error(kernel) + receive_error;
	return format == STAMP_FORMAT_PTP && !tai ? std::max(error, no_tai_error) : error;
}

std::uint16_t WireClock::error_estimate() const {
	return time::encode_error_estimate(error(), synced(), format == STAMP_FORMAT_PTP);
}

stamp_sync_source WireClock::source() const {
	if (!kernel.synced)
		return STAMP_SYNC_LOCAL;
	return by_ptp ? STAMP_SYNC_PTP : STAMP_SYNC_NTP;
}

void WireClock::write(stamp_live &live) const {
	constexpr std::int64_t ns_per_s = 1'000'000'000;
	live.utc_minus_clock_ns = -kernel.tai_offset_s * ns_per_s;
	live.wire_minus_utc_ns = format == STAMP_FORMAT_PTP ? tai_minus_utc_s() * ns_per_s : 0;
	live.error_estimate = stamp_swap16(error_estimate());
	live.sync_source = static_cast<__u8>(source());
}

stats::ClockReport WireClock::report() const {
	return {synced(), error(), tai ? std::optional(tai->seconds) : std::nullopt};
}

Result<WireClock> read_wire_clock(stamp_format format) {
	auto kernel = time::read_kernel_clock();
	if (!kernel)
		return std::move(kernel).error().while_doing("read the clock's state");
	const time::LeapList *list = kernel->tai_offset_s == 0 ? leap_list() : nullptr;
	return WireClock{*kernel, time::tai_offset(*kernel, list, utc_now()), format, false};
}

} // namespace stamp::session
