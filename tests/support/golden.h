// SPDX-License-Identifier: Apache-2.0
// Packets computed by hand from RFC 8762 and RFC 8877, and the circumstances they belong to:
// T1 2026-01-01 00:00:00.5 UTC, T2 250 us later, T3 10 us after that; TAI-UTC 37 s; the request
// arrives with TTL 253.
#pragma once

#include <cstdint>

#include "support/octets.h"

namespace stamp::test::golden {

constexpr std::int64_t t1_ns = 1767225600500000000; // UTC since 1970
constexpr std::int64_t t2_ns = t1_ns + 250000;
constexpr std::int64_t t3_ns = t2_ns + 10000;
constexpr std::int64_t tai_minus_utc_ns = 37000000000;
constexpr std::uint64_t t1_ntp = 0xed00378080000000;
constexpr std::uint64_t t2_ntp = 0xed0037808010624d;
constexpr std::uint64_t t3_ntp = 0xed00378080110a13;
constexpr std::uint64_t t2_ptp = 0x6955b9251dd13590;
constexpr std::uint64_t t3_ptp = 0x6955b9251dd15ca0;
constexpr std::uint16_t error_ntp = 0x8a01;
constexpr std::uint16_t error_ptp = 0xca01;
constexpr std::uint8_t ttl = 253;

inline Octets request() {
	return from_hex("00000001 ed003780 80000000 8f841234 00000000 00000000 00000000 00000000"
			"00000000 00000000 00000000");
}

// Stateless, NTP.
inline Octets reply_ntp() {
	return from_hex("00000001 ed003780 80110a13 8a011234 ed003780 8010624d 00000001 ed003780"
			"80000000 8f840000 fd000000");
}

// Stateless, PTP.
inline Octets reply_ptp() {
	return from_hex("00000001 6955b925 1dd15ca0 ca011234 6955b925 1dd13590 00000001 ed003780"
			"80000000 8f840000 fd000000");
}

// A stateful reflector's, which counts for itself: its seventh answer.
inline Octets reply_stateful() {
	Octets octets = reply_ntp();

	put32(octets, 0, 7);
	return octets;
}

} // namespace stamp::test::golden
