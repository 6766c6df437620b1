/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the library needs from clocks and tables. A shell defines every function that is called: the
 * BPF programs by maps and helpers (bpf/store.h, bpf/env.h), the datapath of sockets in memory of
 * its process (src/socket/store.h). A look-up returns NULL for what is not there.
 */
#ifndef STAMP_LIB_STORE_H
#define STAMP_LIB_STORE_H

#include "cursor.h"
#include "stamp/abi.h"

/* Fixed at load; changed while running. */
#ifdef __bpf__
extern const volatile struct stamp_cfg cfg;
extern volatile struct stamp_live live;
#else
extern struct stamp_cfg cfg;
extern struct stamp_live live;
#endif

/* The random multipliers that choose the slots of sources, from user space. */
extern __u64 hash_seed[STAMP_SEED_WORDS];

/* Theoretical arrival time of the next packet of all sources together. */
extern __u64 total_next_ns;

/* UTC since 1970. */
SHELL __s64 utc_now(void);

/* The clock that idle time is measured by: it is never stepped, and reading it is cheap. */
SHELL __u64 idle_clock(void);

struct pkt;

/* Work space of one packet (work.h), which nothing on its CPU uses meanwhile. */
SHELL struct work *work_space(void);

/* What ingress leaves for egress (turned.h), of this CPU. */
SHELL struct stamp_turned *turned_here(void);

/* Sources that were admitted: a slot below STAMP_MAX_SOURCES. */
SHELL struct stamp_source *source_at(__u64 slot);

/* enum stamp_local_kind of an address, 0 for one that is not ours. */
SHELL __u32 local_kind(const struct stamp_addr *addr);

/* Does --allow admit it? Is the reflector provisioned with this SSID (RFC 8972 3)? */
SHELL int is_allowed(const struct stamp_addr *addr);
SHELL int is_provisioned(__u32 ssid);

/* Keys, by SSID in host order or STAMP_ANY_SSID. */
SHELL struct stamp_keys *find_keys(__u32 ssid);

/* Sessions. 0: inserted, deleted; what is there already is not replaced. */
SHELL struct stamp_session *find_in_sessions(const struct stamp_session_key *key);
SHELL long insert_session(const struct stamp_session_key *key, const struct stamp_session *session);
SHELL long delete_session(const struct stamp_session_key *key);

/* Slots for sessions (session.h): one of them, and a search for one that is free or idle. */
struct slot_search;
SHELL struct stamp_place *session_slot(__u32 index);
SHELL void search_slots(struct slot_search *search); /* try_slot() */

/* The index of the slot where the search goes on. */
SHELL __u32 next_slot(void);

/* How many sessions a source has (session_count.h). */
SHELL __u64 *find_session_count(const struct stamp_addr *source);
SHELL long insert_session_count(const struct stamp_addr *source, const __u64 *count);
SHELL long delete_session_count(const struct stamp_addr *source);

/* Sender: the number of the session with a far end; negative: none. */
SHELL int session_of(struct stamp_addr addr, __be16 port);

/* Sender: notes an address that sent to its port and is no target. */
SHELL void note_stranger(const struct stamp_addr *from, __be16 port, __s64 now);

/* Counters: of verdicts, and of what TLVs showed (enum tlv_note, ored). */
SHELL void count(enum stamp_verdict verdict);
SHELL void count_notes(__u32 notes);

/*
 * Where a process answers, for Reflected Test Packet Control (RFC 10052); BPF programs have none of
 * it. Are we of a group: has one of our MAC addresses, of `octets` octets, the bits of `group`
 * under `mask`; does one of our addresses lie in the prefix?
 */
SHELL int is_in_layer2_group(const __u8 *mask, const __u8 *group, __u32 octets);
SHELL int is_in_layer3_group(const struct stamp_prefix *prefix);

/* UDP payload octets of the longest reply that the interface takes in one piece. */
SHELL __u32 most_reply_octets(int is_ipv6);

/* Keeps the request as it came, for further replies, before anything is written over it. */
SHELL void keep_request(const struct pkt *p);

/*
 * Whether the request in the work space may have what it asks for, replies of `octets` of payload
 * each: enum stamp_grant.
 */
enum stamp_grant {
	STAMP_GRANT_NONE, /* no reply: the budget is used up */
	STAMP_GRANT_ONE,
	STAMP_GRANT_ALL,
	STAMP_GRANT_STALE, /* its number is not above that of the one before */
};
SHELL enum stamp_grant grant_replies(const struct work *s, __u32 octets, __u32 number);

/* Sends the record in the work space to user space. 0: there is no room. */
SHELL int report(struct work *w);

#endif
