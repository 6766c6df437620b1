// SPDX-License-Identifier: Apache-2.0
// Signed packets of the circumstances of golden.h, computed with another implementation (Python's
// hmac): authenticated base packets (RFC 8762 4.2.2, 4.3.2), and what follows the unauthenticated
// ones when an HMAC TLV is in it (RFC 8972 4.8).
#pragma once

#include "support/octets.h"

namespace stamp::test::golden {

// 00 01 02 ... 1f
inline Octets key() {
	return from_hex("00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f");
}

// The last 16 octets are the tag.
inline Octets auth_request() {
	Octets octets = from_hex("00000001 00000000 00000000 00000000 ed003780 80000000 8f841234");

	octets.resize(96);
	append(octets, from_hex("6cf1e2b6 00694446 76f65fa2 ad2c2088"));
	return octets;
}

// A stateful reflector's, its seventh answer.
inline Octets auth_reply_stateful() {
	return from_hex("00000007 00000000 00000000 00000000 ed003780 80110a13 8a011234 00000000"
			"ed003780 8010624d 00000000 00000000 00000001 00000000 00000000 00000000"
			"ed003780 80000000 8f840000 00000000 fd000000 00000000 00000000 00000000"
			"3f1e54be 6e96c112 d61654f5 41e6e3c3");
}

// Class of Service, HMAC, Extra Padding: behind request().
inline Octets signed_request_tlvs() {
	return from_hex("80040004 b8000000 80080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b5"
			"80010004 deadbeef");
}

// Behind reply_stateful(): DSCP 46, ECN 1 came in, DSCP1 was accepted.
inline Octets signed_reply_tlvs() {
	return from_hex("00040004 bae40000 00080010 ba678760 0b155bec 49902f43 7f549af6"
			"00010004 deadbeef");
}

} // namespace stamp::test::golden
