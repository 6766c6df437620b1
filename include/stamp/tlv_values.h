/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The octets inside the TLVs: values of a fixed layout, and the sub-TLVs of Location. */
#ifndef STAMP_TLV_VALUES_H
#define STAMP_TLV_VALUES_H

#include "tlv.h"

/* RFC 8972 4.2: sub-TLVs follow. Ports of the request. */
struct stamp_location {
	__be16 destination_port;
	__be16 source_port;
};
STAMP_AT(stamp_location, source_port, 2);
STAMP_SIZE(stamp_location, 4);

/*
 * RFC 8972 4.2.1: what the sender asks for, and the kinds of answer that replace it in place. The
 * sizes are equal on purpose.
 */
enum stamp_location_sub {
	STAMP_LOCATION_SOURCE_MAC = 1,
	STAMP_LOCATION_SOURCE_EUI48 = 2, /* an answer: 6 octets and 2 of zero */
	STAMP_LOCATION_SOURCE_EUI64 = 3, /* an answer; zero where there is none */
	STAMP_LOCATION_DESTINATION = 4,
	STAMP_LOCATION_DESTINATION_IPV4 = 5, /* an answer: 4 octets and 12 of zero */
	STAMP_LOCATION_DESTINATION_IPV6 = 6, /* an answer */
	STAMP_LOCATION_SOURCE = 7,
	STAMP_LOCATION_SOURCE_IPV4 = 8, /* an answer, as 5 */
	STAMP_LOCATION_SOURCE_IPV6 = 9, /* an answer */
};
enum { STAMP_LOCATION_MAC_OCTETS = 8, STAMP_LOCATION_ADDRESS_OCTETS = 16 };

/* RFC 8972 4.3: of T2 and of T3. Sub-TLVs may follow; none is defined. */
struct stamp_timestamp_information {
	__u8 sync_source_in; /* enum stamp_sync_source */
	__u8 timestamp_in;   /* enum stamp_timestamping */
	__u8 sync_source_out;
	__u8 timestamp_out;
};
STAMP_AT(stamp_timestamp_information, timestamp_in, 1);
STAMP_AT(stamp_timestamp_information, sync_source_out, 2);
STAMP_AT(stamp_timestamp_information, timestamp_out, 3);
STAMP_SIZE(stamp_timestamp_information, 4);

/*
 * RFC 8972 4.4: DSCP1 (6 bits) wanted on the reply, DSCP2 (6) and ECN (2) as the request arrived
 * with, RP (2), 16 bits of zero. DSCP2 lies across the octets.
 */
struct stamp_class_of_service {
	__u8 dscp1_dscp2;  /* DSCP1 << 2 | DSCP2 >> 4 */
	__u8 dscp2_ecn_rp; /* DSCP2 << 4 | ECN << 2 | RP */
	__be16 reserved;
};
STAMP_AT(stamp_class_of_service, dscp2_ecn_rp, 1);
STAMP_AT(stamp_class_of_service, reserved, 2);
STAMP_SIZE(stamp_class_of_service, 4);
#define STAMP_RP_REFUSED 1u /* the reply does not have DSCP1 */

/* RFC 8972 4.5: in-profile packets, modulo 2^32. */
struct stamp_direct_measurement {
	__be32 sender_tx;
	__be32 reflector_rx;
	__be32 reflector_tx;
};
STAMP_AT(stamp_direct_measurement, reflector_rx, 4);
STAMP_AT(stamp_direct_measurement, reflector_tx, 8);
STAMP_SIZE(stamp_direct_measurement, 12);

/* RFC 8972 4.6, 5.6. */
struct stamp_access_report {
	__u8 id;	  /* enum stamp_access_id << 4; the low half is zero */
	__u8 return_code; /* 1: network available, 2: not */
	__u8 reserved[2];
};
STAMP_AT(stamp_access_report, return_code, 1);
STAMP_AT(stamp_access_report, reserved, 2);
STAMP_SIZE(stamp_access_report, 4);
enum stamp_access_id { STAMP_ACCESS_3GPP = 1, STAMP_ACCESS_NON_3GPP = 2 };

/* RFC 8972 4.7: of the reply before this one. */
struct stamp_follow_up {
	__be32 seq;	    /* the reflector's own number */
	struct stamp_ts ts; /* its T3, in the format of the reflector */
	__u8 timestamp;	    /* enum stamp_timestamping */
	__u8 reserved[3];
};
STAMP_AT(stamp_follow_up, ts, 4);
STAMP_AT(stamp_follow_up, timestamp, 12);
STAMP_AT(stamp_follow_up, reserved, 13);
STAMP_SIZE(stamp_follow_up, 16);

/* RFC 9503 4.1: the sub-TLVs of Return Path. */
enum stamp_return_sub {
	STAMP_RETURN_CONTROL_CODE = 1,
	STAMP_RETURN_ADDRESS = 2,
	STAMP_RETURN_LABEL_STACK = 3,
	STAMP_RETURN_SEGMENT_LIST = 4,
};
#define STAMP_CONTROL_REPLY 1u /* on the same link; 0: no reply */

/* Return paths that a reflector may permit (RFC 9503 4.1). */
enum stamp_return_path {
	STAMP_RETURN_NO_REPLY = 1,
	STAMP_RETURN_SAME_LINK = 2,
};

/* A Return Path that has a Control Code and nothing else. */
struct stamp_control_code {
	__u8 flags;
	__u8 type;
	__be16 length;
	__be32 code;
};
STAMP_AT(stamp_control_code, code, 4);
STAMP_SIZE(stamp_control_code, 8);

/* RFC 9534 3.1. */
struct stamp_micro_session {
	__be16 sender;
	__be16 reflector; /* 0: not known to the sender */
};
STAMP_AT(stamp_micro_session, reflector, 2);
STAMP_SIZE(stamp_micro_session, 4);

/* RFC 10052 3: Reflected Test Packet Control. Sub-TLVs follow, or 4 octets of zero at least. */
struct stamp_reflect_control {
	__be16 length;	    /* of each reply: UDP payload octets */
	__be16 number;	    /* of replies; 0: none */
	__be32 interval_ns; /* between them */
};
STAMP_AT(stamp_reflect_control, number, 2);
STAMP_AT(stamp_reflect_control, interval_ns, 4);
STAMP_SIZE(stamp_reflect_control, 8);

/*
 * RFC 10052 3.1: who is to answer. Layer 2: a mask and, behind it, a group, of 2, 6 (EUI-48) or 8
 * octets (EUI-64) each.
 */
enum stamp_group_sub { STAMP_GROUP_LAYER2 = 10, STAMP_GROUP_LAYER3 = 11 };

/* RFC 10052 3.1.2: an address of 4 or 16 octets follows. */
struct stamp_layer3_group {
	__u8 prefix_bits;
	__u8 reserved[3];
};
STAMP_SIZE(stamp_layer3_group, 4);

#endif
