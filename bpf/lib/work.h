/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Work space of one packet: data that does not fit on the 512 octets of a BPF stack, or that one
 * function passes to the next.
 */
#ifndef STAMP_LIB_WORK_H
#define STAMP_LIB_WORK_H

#include "hmac.h"
#include "parse.h"
#include "stamp/abi.h"
#include "tlv/state.h"

/*
 * The state of a request. If it is answered in several steps, the state lies in the work space,
 * where each step finds it.
 */
struct request_state {
	struct frame f;
	struct stamp_request request; /* as a plain one */
	struct stamp_addr from, to;   /* of one whose source is not known, or that is copied */
	__u64 base_sum;		      /* of the base packet as it came */
	__s64 t2;
	__u32 is_ipv6;
	int by_hardware; /* T2 is the network card's */
	int partial;	 /* the UDP checksum is left to a device */
	__u32 key;	 /* the one of its SSID that signed it */
	__be16 ssid;	 /* of its session: see session_ssid() */
	__u8 ttl, tos;
};

/* A text whose tag is asked for: a sequence number, and a range of the packet. */
struct tag_of {
	__u32 ssid, key; /* which key: of the SSID in wire order, its index */
	__be32 seq;
	__u32 first, end; /* the range; the 4 octets before it exist, but are not read */
	__u32 at;	  /* where the next block begins */
};

struct work {
	struct tlv_space tlvs;		     /* first, so that both are one pointer: see loops.h */
	struct header_copy copy;	     /* the headers of an unusual frame */
	struct stamp_session_key key;	     /* of the session that is looked for */
	struct stamp_prefix prefix;	     /* of an address that is looked for */
	struct stamp_peer peer;		     /* that is looked for */
	struct stamp_session fresh;	     /* one that begins */
	__u32 chunk[STAMP_CHUNK_OCTETS / 4]; /* the chunk of a payload that is being summed */
	union { /* a base packet on its way from or to a frame that is not changed in place */
		struct stamp_request request;
		struct stamp_reply reply;
		struct stamp_auth_request auth_request;
		struct stamp_auth_reply auth_reply;
	};
	struct request_state state;
	__u32 is_further;	   /* a further reply to a request is made (control.h) */
	__u32 refusal;		   /* enum stamp_verdict: why there is no session */
	struct stamp_addr counted; /* a source whose sessions are counted (session_count.h) */
	__u64 sessions;		   /* of one that had none */
	struct stamp_ts departed;  /* T3 of the reply that is being written */
	struct hmac_space hmac;
	struct tag_of tag_of;
	__be32 tag[HMAC_TAG_WORDS]; /* to be compared with */
	struct stamp_record record; /* the record for the ring, and the octets that follow it */
	__u8 tail[STAMP_MAX_TLV_OCTETS];
};

/* Only a process makes further replies. */
LIB int is_further(const struct work *s) {
#ifdef __bpf__
	(void)s;
	return 0;
#else
	return (int)s->is_further;
#endif
}

#endif
