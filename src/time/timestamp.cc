// SPDX-License-Identifier: Apache-2.0
#include "time/timestamp.h"

#include "stamp/wire.h"
#include "time/wide.h"

namespace stamp::time {

namespace {

struct Split {
	std::int64_t sec;   // since 1970
	std::uint64_t rest; // ns, below 10^9 also before 1970
};

Split split(Duration since_1970) {
	const auto sec = std::chrono::floor<std::chrono::seconds>(since_1970);
	// Not since_1970 - sec: the floor of the smallest Duration lies below it.
	const std::int64_t rest = since_1970.count() % ns_per_s;
	return {sec.count(), static_cast<std::uint64_t>(rest < 0 ? rest + ns_per_s : rest)};
}

// Seconds since 1970 of the era in which `sec` is nearest to `near`.
std::int64_t unfold(std::uint32_t sec, UtcTime near) {
	const std::int64_t near_sec = split(near.time_since_epoch()).sec;
	const auto ahead = static_cast<std::int32_t>(sec - static_cast<std::uint32_t>(near_sec));
	return near_sec + ahead;
}

Duration joined(std::int64_t sec, std::uint64_t rest_ns) {
	return saturated(static_cast<int128>(sec) * ns_per_s + static_cast<int128>(rest_ns));
}

} // namespace

WireTime encode_ntp(UtcTime time) {
	const Split t = split(time.time_since_epoch());
	return {static_cast<std::uint32_t>(t.sec) + STAMP_NTP_UNIX_S,
		static_cast<std::uint32_t>((t.rest << 32) / ns_per_s)};
}

UtcTime decode_ntp(WireTime wire, UtcTime near) {
	constexpr std::uint64_t half = std::uint64_t{1} << 31;
	const std::uint64_t rest_ns = (std::uint64_t{wire.frac} * ns_per_s + half) >> 32;
	return UtcTime{joined(unfold(wire.sec - STAMP_NTP_UNIX_S, near), rest_ns)};
}

WireTime encode_ptp(TaiTime time) {
	const Split t = split(time.time_since_epoch());
	return {static_cast<std::uint32_t>(t.sec), static_cast<std::uint32_t>(t.rest)};
}

TaiTime decode_ptp(WireTime wire, UtcTime near) {
	return TaiTime{joined(unfold(wire.sec, near), wire.frac)};
}

} // namespace stamp::time
