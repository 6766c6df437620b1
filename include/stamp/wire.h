/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The octets of a STAMP test packet, from the first octet of the UDP payload on. The only
 * description of the layout in this project: BPF, C++, tests and fuzzers include it.
 * Every multi-octet field is big-endian. No struct is packed: the natural layout is the wire's.
 */
#ifndef STAMP_WIRE_H
#define STAMP_WIRE_H

#include <linux/types.h>

#ifdef __cplusplus
#define STAMP_ASSERT(condition, text) static_assert(condition, text)
#else
#define STAMP_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#define STAMP_AT(type, field, offset)                                                              \
	STAMP_ASSERT(__builtin_offsetof(struct type, field) == (offset), #type "." #field)
#define STAMP_SIZE(type, size) STAMP_ASSERT(sizeof(struct type) == (size), #type)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define stamp_swap16(x) __builtin_bswap16(x)
#define stamp_swap32(x) __builtin_bswap32(x)
#else
#define stamp_swap16(x) (x)
#define stamp_swap32(x) (x)
#endif

/* RFC 8762 4.2.1: NTP64 or PTPv2 truncated, as the Z bit of its error estimate says. */
struct stamp_ts {
	__be32 sec;
	__be32 frac; /* NTP: 2^-32 s; PTP: nanoseconds below 10^9 */
};
STAMP_SIZE(stamp_ts, 8);

/* RFC 4656 4.1.2, RFC 8186 2.3: the 16 bits of an error estimate. */
#define STAMP_ERROR_S 0x8000u /* clock synchronised to UTC by an external source */
#define STAMP_ERROR_Z 0x4000u /* timestamps are PTPv2 truncated, not NTP64 */
#define STAMP_ERROR_SCALE_SHIFT 8
#define STAMP_ERROR_SCALE_MASK 0x3fu
#define STAMP_ERROR_MULTIPLIER_MASK 0xffu

/* RFC 8762 4.2.1 with the SSID of RFC 8972 3. */
struct stamp_request {
	__be32 seq;
	struct stamp_ts ts; /* T1 */
	__be16 error;
	__be16 ssid;
	__u8 mbz[28];
};
STAMP_AT(stamp_request, seq, 0);
STAMP_AT(stamp_request, ts, 4);
STAMP_AT(stamp_request, error, 12);
STAMP_AT(stamp_request, ssid, 14);
STAMP_AT(stamp_request, mbz, 16);
STAMP_SIZE(stamp_request, 44);

/* RFC 8762 4.3.1. */
struct stamp_reply {
	__be32 seq;
	struct stamp_ts ts; /* T3 */
	__be16 error;	    /* of the reflector: describes T2 and T3 */
	__be16 ssid;
	struct stamp_ts rx; /* T2 */
	__be32 sender_seq;
	struct stamp_ts sender_ts; /* T1, bit for bit */
	__be16 sender_error;
	__u8 mbz_38[2];
	__u8 sender_ttl;
	__u8 mbz_41[3];
};
STAMP_AT(stamp_reply, seq, 0);
STAMP_AT(stamp_reply, ts, 4);
STAMP_AT(stamp_reply, error, 12);
STAMP_AT(stamp_reply, ssid, 14);
STAMP_AT(stamp_reply, rx, 16);
STAMP_AT(stamp_reply, sender_seq, 24);
STAMP_AT(stamp_reply, sender_ts, 28);
STAMP_AT(stamp_reply, sender_error, 36);
STAMP_AT(stamp_reply, mbz_38, 38);
STAMP_AT(stamp_reply, sender_ttl, 40);
STAMP_AT(stamp_reply, mbz_41, 41);
STAMP_SIZE(stamp_reply, 44);

/* RFC 8762 4.2.2, authenticated. The HMAC covers every octet before it (RFC 8762 4.4). */
struct stamp_auth_request {
	__be32 seq;
	__u8 mbz_4[12];
	struct stamp_ts ts; /* T1 */
	__be16 error;
	__be16 ssid;
	__u8 mbz_28[68];
	__u8 hmac[16];
};
STAMP_AT(stamp_auth_request, ts, 16);
STAMP_AT(stamp_auth_request, error, 24);
STAMP_AT(stamp_auth_request, ssid, 26);
STAMP_AT(stamp_auth_request, mbz_28, 28);
STAMP_AT(stamp_auth_request, hmac, 96);
STAMP_SIZE(stamp_auth_request, 112);

/* RFC 8762 4.3.2 */
struct stamp_auth_reply {
	__be32 seq;
	__u8 mbz_4[12];
	struct stamp_ts ts; /* T3 */
	__be16 error;
	__be16 ssid;
	__u8 mbz_28[4];
	struct stamp_ts rx; /* T2 */
	__u8 mbz_40[8];
	__be32 sender_seq;
	__u8 mbz_52[12];
	struct stamp_ts sender_ts; /* T1, bit for bit */
	__be16 sender_error;
	__u8 mbz_74[6];
	__u8 sender_ttl;
	__u8 mbz_81[15];
	__u8 hmac[16];
};
STAMP_AT(stamp_auth_reply, ts, 16);
STAMP_AT(stamp_auth_reply, error, 24);
STAMP_AT(stamp_auth_reply, ssid, 26);
STAMP_AT(stamp_auth_reply, rx, 32);
STAMP_AT(stamp_auth_reply, sender_seq, 48);
STAMP_AT(stamp_auth_reply, sender_ts, 64);
STAMP_AT(stamp_auth_reply, sender_error, 72);
STAMP_AT(stamp_auth_reply, sender_ttl, 80);
STAMP_AT(stamp_auth_reply, hmac, 96);
STAMP_SIZE(stamp_auth_reply, 112);

enum {
	STAMP_BASE_OCTETS = sizeof(struct stamp_request),
	STAMP_AUTH_BASE_OCTETS = sizeof(struct stamp_auth_request),
	STAMP_HMAC_OCTETS = 16, /* HMAC-SHA-256, its first half (RFC 8762 4.4) */
	STAMP_HMAC_TEXT_OCTETS = STAMP_AUTH_BASE_OCTETS - STAMP_HMAC_OCTETS,
	STAMP_TWAMP_REQUEST_OCTETS = 14, /* RFC 5357 4.1.2: sequence, timestamp, error estimate */
	STAMP_TWAMP_REPLY_OCTETS = 38,	 /* the shortest reply seen in the field: no sender TTL */
	STAMP_NTP_UNIX_S = 2208988800u,	 /* RFC 8877 4.2.1: 1900-01-01 to 1970-01-01 */
	STAMP_PORT = 862,		 /* RFC 8545 */
};

#endif
