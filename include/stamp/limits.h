/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every number that is a policy of ours and not a rule of a standard. */
#ifndef STAMP_LIMITS_H
#define STAMP_LIMITS_H

enum {
	STAMP_MAX_PORTS = 8,		  /* -p of one reflector */
	STAMP_MAX_ADDRESSES = 1024,	  /* local addresses one interface answers to */
	STAMP_MAX_LOCAL = 4096,		  /* those and their broadcasts, twice for a change */
	STAMP_MAX_ALLOW = 1024,		  /* --allow prefixes */
	STAMP_SSIDS = 65536,		  /* and all of them may be provisioned */
	STAMP_MAX_SOURCES = 65536,	  /* sources remembered for admission and rate ... */
	STAMP_SOURCE_WAYS = 4,		  /* ... each in one of as many places */
	STAMP_PROBE_INTERVAL_US = 1000,	  /* -i below is a load and needs --force */
	STAMP_MAX_HOSTS = 64,		  /* HOSTs of `stamp sender` */
	STAMP_MAX_TARGETS = 1 << 14,	  /* of a sender, with those that are added to it */
	STAMP_SPREAD_US = 1000,		  /* first requests that are spread: multiples of this */
	STAMP_PUBLISHED_AT_ONCE = 256,	  /* targets whose numbers are published in one go */
	STAMP_DEFAULT_SESSIONS = 65536,	  /* --max-sessions of a stateful reflector ... */
	STAMP_MOST_SESSIONS = 1 << 20,	  /* ... and the most it may be */
	STAMP_SESSIONS_PER_SOURCE = 1024, /* --sessions-per-source, but never so many ... */
	STAMP_OTHERS_DIVISOR = 16,	  /* ... that others have less than 1/16 of the table */
	STAMP_SESSION_TIMEOUT_S = 900,	  /* REFWAIT (RFC 5357 4.2) */
	STAMP_RECEIVED_BLOCKS = 4,	  /* of 32 numbers each, in which a duplicate is known */
	STAMP_PLACES_TRIED = 64,	  /* looked at for the room of one new session */
	STAMP_MAX_BATCH = 64,		  /* requests handed to the kernel in one call */
	STAMP_LOAD_PATIENCE_US = 1000,	  /* a load: a send time this much past is still used */
	STAMP_RING_OCTETS = 1 << 22,	  /* records on their way to user space */
	STAMP_RATE_PPS = 1000,		  /* --rate: answers per second and source */
	STAMP_BURST_DIVISOR = 5,	  /* a burst is what a rate allows in 1/5 s ... */
	STAMP_BURST_MIN = 10,		  /* ... and never fewer packets than this */
	STAMP_MAX_IPV6_HEADERS = 6,	  /* extension headers looked through for the port */
	STAMP_MAX_VLAN_TAGS = 2,	  /* in the frame, not counting that of the skb */
	STAMP_BEST_EFFORT = 0,		  /* a DSCP that --dscp-allow has by default */
	STAMP_REPLY_TTL = 255,		  /* RFC 5357 4.2.1 */
	STAMP_CHUNK_OCTETS = 512,	  /* summed at a time: what bpf_csum_diff() takes */
	STAMP_QUICK_SUM_OCTETS = 128,	  /* a payload up to this is summed without asking first */
	STAMP_MAX_UDP_OCTETS = 65535,	  /* the loop bound of a checksum */
	STAMP_KEY_MIN_OCTETS = 16,	  /* of a shared secret ... */
	STAMP_KEY_MAX_OCTETS = 64,	  /* ... a block of SHA-256: more would be hashed first */
	STAMP_MAX_KEYS = 1024,		  /* SSIDs with keys of their own */
	STAMP_KEYS_PER_SSID = 4,	  /* good at the same time, so that they can be changed */
	STAMP_MAX_TLVS = 64,		  /* looked at in one packet; those behind are copied */
	STAMP_MAX_TLV_OCTETS = 1024,	  /* of a reply's TLVs, reported to user space */
	STAMP_MAX_REPEATS = 1024,	  /* requests with replies that are still to be sent ... */
	STAMP_REPEAT_OCTETS = 1 << 21,	  /* ... and their octets, which are kept meanwhile */
	STAMP_REPEAT_S = 60,		  /* from the first to the last reply to one request */
	STAMP_BUDGET_SOURCES = 65536,	  /* that have used a part of their budget */
	STAMP_BUDGET_SESSIONS = 4096,	  /* whose latest number of such a request is known */
	STAMP_PHC_VALID_MS = 1000,  /* how long a network card's clock need not be looked at */
	STAMP_HW_TIME_AGE_MS = 100, /* from the network card to the program, at most */
	STAMP_PHC_RATE_PPM = 500,   /* its clock is faster or slower than UTC, at most */
};

#endif
