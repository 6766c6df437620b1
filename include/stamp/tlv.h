/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* STAMP extensions: the TLV header and the registered types (RFC 8972 4). */
#ifndef STAMP_TLV_H
#define STAMP_TLV_H

#include "wire.h"

struct stamp_tlv {
	__u8 flags;
	__u8 type;
	__be16 length; /* of the value alone */
};
STAMP_AT(stamp_tlv, type, 1);
STAMP_AT(stamp_tlv, length, 2);
STAMP_SIZE(stamp_tlv, 4);

/* RFC 8972 4, 5.2: the flags. A reflector writes the whole octet. */
#define STAMP_TLV_UNRECOGNISED 0x80u /* set by the sender; left by who did not understand */
#define STAMP_TLV_MALFORMED 0x40u    /* a length that cannot be */
#define STAMP_TLV_INTEGRITY 0x20u    /* the HMAC TLV did not verify */
#define STAMP_TLV_CUT 0x10u	     /* C, RFC 10052 3: one reply only, since limits are exceeded */

/*
 * A type that this project understands. A row: enumerator, name in options, JSON and documents,
 * number, least and greatest length of the value, RFC.
 */
#define STAMP_TLVS(X)                                                                              \
	X(EXTRA_PADDING, padding, 1, 0, 65535, "RFC 8972 4.1")                                     \
	X(LOCATION, location, 2, 4, 65535, "RFC 8972 4.2")                                         \
	X(TIMESTAMP_INFORMATION, timestamp_information, 3, 4, 65535, "RFC 8972 4.3")               \
	X(CLASS_OF_SERVICE, class_of_service, 4, 4, 4, "RFC 8972 4.4")                             \
	X(DIRECT_MEASUREMENT, direct_measurement, 5, 12, 12, "RFC 8972 4.5")                       \
	X(ACCESS_REPORT, access_report, 6, 4, 4, "RFC 8972 4.6")                                   \
	X(FOLLOW_UP, follow_up_telemetry, 7, 16, 16, "RFC 8972 4.7")                               \
	X(HMAC, hmac, 8, 16, 16, "RFC 8972 4.8")                                                   \
	X(DESTINATION_NODE, destination_node_address, 9, 4, 16, "RFC 9503 3")                      \
	X(RETURN_PATH, return_path, 10, 4, 65535, "RFC 9503 4")                                    \
	X(MICRO_SESSION, micro_session_id, 11, 4, 4, "RFC 9534 3.1")                               \
	X(REFLECT_CONTROL, reflect_control, 12, 12, 65535, "RFC 10052 3")

enum stamp_tlv_type {
#define X(code, name, number, least, most, rfc) STAMP_TLV_##code = (number),
	STAMP_TLVS(X)
#undef X
};

/* RFC 8972 5.4: Synchronization Sources. */
enum stamp_sync_source { STAMP_SYNC_NTP = 1, STAMP_SYNC_PTP = 2, STAMP_SYNC_LOCAL = 5 };

/* RFC 8972 5.5: Timestamping Methods. */
enum stamp_timestamping { STAMP_STAMPED_HW = 1, STAMP_STAMPED_SW = 2 };

#endif
