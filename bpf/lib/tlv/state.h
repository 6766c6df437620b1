/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The input of the TLVs of one request, and the position of the walk over them. */
#ifndef STAMP_LIB_TLV_STATE_H
#define STAMP_LIB_TLV_STATE_H

#include "../cursor.h"
#include "stamp/abi.h"
#include "stamp/tlv_values.h"

/* What the TLVs of a request showed, ored. */
enum tlv_note {
#define X(code, name, text) TLV_NOTE_##code = 1 << STAMP_TLV_NOTE_##code,
	STAMP_TLV_NOTES(X)
#undef X
};

/* How the TLVs of a request are treated: see tlv_decide(). */
enum tlv_mode {
	TLV_MODE_KEYLESS, /* no key is configured: the HMAC TLV is one of the unknown */
	TLV_MODE_GOOD,	  /* verified, or nothing to verify */
	TLV_MODE_FAILED,  /* nothing in them is acted on (RFC 8972 4.8) */
};

/* What a Reflected Test Packet Control TLV asks for (RFC 10052 3). */
struct tlv_control {
	__u32 at;     /* its header; 0: there is none */
	__u32 octets; /* of each reply's payload, a multiple of 4 */
	__u32 number; /* of replies */
	__u32 interval_ns;
	__u32 is_disobeyed; /* a Return Path TLV contradicts it (RFC 10052 4.3) */
};

/* Filled before the walk, but for what is behind `out`. */
struct tlv_world {
	/* The request. IPv4 addresses are mapped. */
	struct stamp_addr source, destination;
	__be16 source_port, destination_port;
	__be16 mac[3]; /* source */
	__u8 has_mac;
	__u8 is_ipv6;
	__u8 tos;
	/* The session. */
	__u8 has_previous;	     /* a reply before this one: stateful reflectors only */
	__be32 previous_seq;	     /* its number ... */
	struct stamp_ts previous_t3; /* ... and when it left, in the format of the wire */
	__u8 previous_timestamp;     /* enum stamp_timestamping, of previous_t3 */
	__u8 timestamp_in;	     /* the same, of T2 ... */
	__u8 timestamp_out;	     /* ... and of T3 */
	__u8 sync_source;	     /* enum stamp_sync_source */
	__u32 rx;		     /* requests received, with this one */
	__u32 tx;		     /* replies transmitted, with this one */
	/* Policy, as in struct stamp_cfg. */
	__u64 dscp_allowed;
	__be16 micro_session;
	__u8 location_blank;
	__u8 dscp_own;
	__u8 return_paths;
	/* Where a process answers (RFC 10052): whether it may, and the request asks for replies. */
	__u8 answers_control;
	__u8 wants_replies;

	/* out */
	__u8 reply_dscp; /* of the IP header of the reply */
	__u8 has_class;	 /* reply_dscp was decided by a Class of Service TLV */
	__u8 has_reply_source;
	__u8 discard;	      /* enum stamp_verdict, why there is no reply; 0: there is one */
	__u8 has_return_path; /* the first Return Path TLV was met */
	struct stamp_addr reply_source; /* instead of the address that was asked (RFC 9503 3) */
	__u32 sign_at; /* where the HMAC TLV lies whose value is to be written; 0: nowhere */
	__u32 notes;   /* enum tlv_note, ored */
	struct tlv_control control;
};

/*
 * Several replies, and TLVs that move, take a process: BPF programs leave Reflected Test Packet
 * Control to it, and have nothing of it in them.
 */
LIB int answers_control(const struct tlv_world *world) {
#ifdef __bpf__
	(void)world;
	return 0;
#else
	return world->answers_control;
#endif
}

/* A TLV on its way from or to the packet: as much of its value as any type wants. */
struct tlv_octets {
	struct stamp_tlv head;
	union {
		__u8 octets[16];
		struct stamp_addr addr;
		struct stamp_location location;
		struct stamp_timestamp_information timestamp;
		struct stamp_class_of_service class_of_service;
		struct stamp_direct_measurement direct;
		struct stamp_access_report access;
		struct stamp_follow_up follow_up;
		struct stamp_micro_session micro;
		struct stamp_control_code control;
		struct stamp_reflect_control reflect;
	};
};
STAMP_SIZE(tlv_octets, 20);

/* Offsets as load_octets() has them. Lies in the work space like the world. */
struct tlv_walk {
	__u32 at;     /* the next TLV or sub-TLV */
	__u32 end;    /* of all TLVs */
	__u32 inside; /* end of the Location TLV whose sub-TLVs are next; 0: in none */
	__u32 here;   /* the TLV or sub-TLV that is being answered ... */
	__u32 length; /* ... and of its value */
	__u32 count;  /* of both so far */
	__u32 mode;   /* enum tlv_mode */
	struct tlv_octets tlv;
	struct stamp_addr address;
};

/* What is known about the TLVs before the walk. It lies in the work space. */
struct tlv_scan {
	__u32 first;
	__u32 at;	/* the next TLV */
	__u32 end;	/* of all TLVs */
	__u32 count;	/* of TLVs */
	__u32 hmac_at;	/* the HMAC TLV; 0: none */
	__u32 zeros_at; /* a header of zeros: padding of TWAMP, if nothing else follows */
	__u8 zeros_asked;
	__u8 is_bad;	 /* the HMAC TLV is malformed, or not behind all that it has to cover */
	__u8 is_capped;	 /* there are more than STAMP_MAX_TLVS */
	__u8 has_others; /* than Extra Padding */
	struct stamp_tlv head;
};

/* All that a request's TLVs need. */
struct tlv_space {
	struct tlv_scan scan;
	struct tlv_walk walk;
	struct tlv_world world;
};

#endif
