// SPDX-License-Identifier: Apache-2.0
// The 64-bit timestamps of the wire, as the host sees them (byte order is the codec's affair).
#pragma once

#include <chrono>
#include <cstdint>

#include "time/clock.h"

namespace stamp::time {

// Both words in host byte order. `frac`: 2^-32 s in NTP64, nanoseconds in PTPv2 truncated.
struct WireTime {
	std::uint32_t sec = 0;
	std::uint32_t frac = 0;
	bool operator==(const WireTime &) const = default;
};

// NTP64 (RFC 8877 4.2.1): UTC since 1900. The fraction is rounded down on encoding and half up on
// decoding, so that every nanosecond survives the way there and back.
[[nodiscard]] WireTime encode_ntp(UtcTime time);

// The wire holds 32 bits of seconds: of all eras the one within 68 years of `near` is taken, which
// makes 2036 (NTP) and 2106 (PTP) days like any other. Beyond what a UtcTime holds (year 2262) the
// result saturates.
[[nodiscard]] UtcTime decode_ntp(WireTime wire, UtcTime near);

// PTPv2 truncated (RFC 8877 4.3): TAI since 1970. A `frac` of 10^9 or more, which no honest peer
// sends, carries into the seconds.
[[nodiscard]] WireTime encode_ptp(TaiTime time);
[[nodiscard]] TaiTime decode_ptp(WireTime wire, UtcTime near);

// `tai_minus_utc` as of that time: TaiOffset::seconds.
[[nodiscard]] constexpr TaiTime to_tai(UtcTime time, std::chrono::seconds tai_minus_utc) {
	return TaiTime{time.time_since_epoch() + tai_minus_utc};
}
[[nodiscard]] constexpr UtcTime to_utc(TaiTime time, std::chrono::seconds tai_minus_utc) {
	return UtcTime{time.time_since_epoch() - tai_minus_utc};
}

} // namespace stamp::time
