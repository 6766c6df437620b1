/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the BPF object and user space share: configuration, map keys and values. */
#ifndef STAMP_ABI_H
#define STAMP_ABI_H

#include "limits.h"
#include "outcome.h"
#include "tlv.h"
#include "wire.h"

#define STAMP_ABI_VERSION 5

enum stamp_format { STAMP_FORMAT_NTP, STAMP_FORMAT_PTP };

/* An address of either family; IPv4 is mapped (::ffff:a.b.c.d, RFC 4291 2.5.5.2). */
struct stamp_addr {
	__be32 word[4];
};
STAMP_SIZE(stamp_addr, 16);

/* Sender: where a session's packets go to and replies come from. */
struct stamp_peer {
	struct stamp_addr addr;
	__be16 port;
	__u16 unused;
};

/* A rate as the generic cell rate algorithm wants it; interval_ns 0 = no limit. */
struct stamp_rate {
	__u64 interval_ns; /* between two packets at the rate */
	__u64 burst_ns;	   /* how far ahead of the rate a source may run */
};

/* Fixed at load (.rodata), so that the verifier removes what is not wanted. */
struct stamp_cfg {
	__s64 test_clock_ns;	/* what the clock reads; 0 = the kernel's. Tests only. */
	__u64 test_hardware_ns; /* what the network card's clock read; 0 = it did not. Tests only.
				 */
	__u64 socket_cookie;	/* sender: the socket whose packets are stamped; 0 = any */
	struct stamp_rate rate;
	struct stamp_rate total_rate;
	__u64 session_timeout_ns; /* reflector: an idle session is forgotten after */
	__u32 max_sessions;	  /* reflector: 0 = stateless */
	__u32 session_slots;	  /* sender: entries of `sent` per session, a power of two */
	/* Reflector: answered on. Sender: [0] is our own, [1] that of all targets or 0. */
	__be16 ports[STAMP_MAX_PORTS];
	__u8 port_count;
	__u8 format;	      /* enum stamp_format */
	__u8 has_mac;	      /* frames begin with an Ethernet header */
	__u8 is_loopback;     /* the loopback device: 127/8 and our own address are honest there */
	__u8 any_address;     /* answer whatever the destination: tests and benchmarks */
	__u8 has_allow;	      /* `allow` is consulted */
	__u8 report_answers;  /* a record for each answer (--output) */
	__u8 wake;	      /* a record wakes the reader */
	__u8 authenticated;   /* base packets of 112 octets, signed (RFC 8762 4.2.2) */
	__u8 has_keys;	      /* `keys` holds some: HMAC TLVs are verified and signed */
	__u8 process_tlvs;    /* reflector: 0 = what is behind the base packet is padding */
	__u8 location_blank;  /* reflector: enum stamp_location_blank, ored */
	__be16 micro_session; /* reflector: of this member link (RFC 9534 3.1); 0 = none */
	__u16 hmac_tlv_at;    /* sender: payload offset of its HMAC TLV; 0 = none */
	__u16 tlv_octets;     /* sender: of what is behind the base packet, to be reported */
	__u8 has_ssids;	      /* reflector: `ssids` is consulted */
	__u8 hardware_times;  /* at XDP: the network card's receive times, where it has them */
	__u8 dscp_own;	      /* reflector: a sender may have the DSCP of its request on them */
	__u8 ignores_ssids;   /* reflector: they are padding (TWAMP Light), all sessions are 0 */
	__u8 return_paths;    /* reflector: enum stamp_return_path, ored: those it acts on */
	__u8 only_family;     /* sender: 4 or 6, that of all its targets; 0 = they have both */
	__u8 reflect_control; /* reflector: acts on RFC 10052; only where a process answers */
	__u32 sessions_per_source;   /* reflector: 0 = as many as there is room for */
	__u64 dscp_allowed;	     /* reflector: bit n: a sender may have DSCP n on its replies */
	struct stamp_peer only_peer; /* sender: that of session 0 when it is the only one; else 0 */
};

/* What a reflector makes of TLVs, as user space has it. */
struct stamp_tlv_policy {
	__u64 dscp_allowed;
	__u16 micro_session; /* host order */
	__u8 process;
	__u8 location_blank;
	__u8 dscp_own;
	__u8 return_paths;
	__u8 unused[2];
};

/* What the Location TLV leaves out (RFC 8972 4.2.2). */
enum stamp_location_blank {
	STAMP_BLANK_PORTS = 1,
	STAMP_BLANK_MAC = 2,
	STAMP_BLANK_DESTINATION = 4,
	STAMP_BLANK_SOURCE = 8,
};

/* Changes while running (.data), written by user space. */
struct stamp_live {
	__s64 utc_minus_clock_ns; /* UTC = kernel TAI clock + this */
	__s64 wire_minus_utc_ns;  /* 0 for NTP; TAI-UTC for PTP */
	__u32 admission_epoch;	  /* grows when addresses or prefixes change: ask sources again */
	__be16 error_estimate;
	__be16 mac[3];	      /* of the interface: XDP programs decide themselves what is for us */
	__be16 bridge_mac[3]; /* of the bridge it is a port of; else the same */
	__u8 sync_source;     /* enum stamp_sync_source, of the clock */
	__u8 unused[5];
};

/*
 * How the clock of the network card (PHC) stands to UTC (.data), written by user space as often as
 * it looks. Each word may be read together with the one before it of another: from one look to the
 * next they change by the drift of that time alone.
 */
struct stamp_phc {
	__s64 utc_minus_phc_ns;
	__u64 phc_ns; /* when that was so; 0: it is not known */
	__s64 rate;   /* by how much UTC is faster, in 2^-32 */
};

/*
 * HMAC-SHA-256 after the block of its key (RFC 2104 2): all that is needed of a key, and as secret.
 */
struct stamp_midstate {
	__u32 inner[8], outer[8];
};

/* The keys of an SSID. Each verifies; a reply is signed with the one that verified its request. */
struct stamp_keys {
	__u32 count;   /* 1..STAMP_KEYS_PER_SSID */
	__u32 is_only; /* of STAMP_ANY_SSID: there are no others, which need not be looked for */
	struct stamp_midstate key[STAMP_KEYS_PER_SSID];
};
#define STAMP_ANY_SSID 0x10000u /* key of `keys` that is no SSID: of those without their own */

enum stamp_local_kind { STAMP_LOCAL_UNICAST = 1, STAMP_LOCAL_BROADCAST = 2 };

/* Longest-prefix key of `allow`: 128 bits of a stamp_addr. */
struct stamp_prefix {
	__u32 bits;
	struct stamp_addr addr;
};

/* What is remembered of a source. A cache line. */
struct stamp_source {
	struct stamp_addr addr;
	struct stamp_addr asked; /* the address of ours that it asked for when it was admitted */
	__u64 next_ns;		 /* theoretical arrival time of its next packet (GCRA) */
	__u64 admitted;		 /* 1 + the admission_epoch it was admitted in; 0: a free place */
	__u32 measured;		 /* requests with TLVs, for the Direct Measurement one */
	__u32 limited;		 /* requests over its rate */
	__u32 unused[2];
};
STAMP_SIZE(stamp_source, 64);
#define STAMP_SOURCE_CHANGING (~0ull) /* `admitted` while a place is given to another source */
#define STAMP_SEED_WORDS 4	      /* of what addresses are hashed with, one for each word */

/* Reflector: what makes a session (RFC 8762 3, RFC 8972 3). */
struct stamp_session_key {
	struct stamp_addr near, far;
	__be16 near_port, far_port;
	__be16 ssid;
	__u16 unused;
};
STAMP_SIZE(stamp_session_key, 40);

/* Reflector: the state of a session. What every request touches comes first. */
struct stamp_session {
	__u64 rx;	    /* requests that got as far as to be answered */
	__u64 tx;	    /* replies transmitted; its low 32 bits number the next (RFC 8762 4) */
	__u64 last_seen_ns; /* CLOCK_MONOTONIC, or STAMP_SESSION_GONE; see below */
	__u32 first_seq;    /* of the requests: what lies between and was not received is lost */
	__u32 last_seq;	    /* the furthest, by serial arithmetic (RFC 1982) */
	__u64 duplicate;    /* of rx, those whose number had come before */
	__u64 received[STAMP_RECEIVED_BLOCKS]; /* the latest numbers (bpf/lib/received.h) */
	/* When a reply left, and its number twice: they differ while another is written. */
	__be32 departed_seq, departed_again;
	struct stamp_ts departed;
};

/*
 * last_seen_ns is changed by compare-and-swap alone: a packet sets it from what it read to now, who
 * gives the session's slot away from what it read to GONE; one that comes too late leaves the
 * session. Its low bits are not time but a mark of the session's key (bpf/lib/seen.h).
 */
#define STAMP_SESSION_GONE 0ull	  /* nobody's: deleted, or about to be, or beginning again */
#define STAMP_SEEN_MARK 0xffffull /* 66 us, far less than a tick of that clock */

/*
 * Reflector: a place for a session. Room is looked for place by place, so that the work for one
 * packet is bounded, and idle sessions give up theirs when another one needs it.
 */
struct stamp_place {
	struct stamp_session_key key;
	__u64 state; /* enum stamp_place_state; of a taken one also when its session was seen */
};

enum stamp_place_state { STAMP_PLACE_FREE, STAMP_PLACE_TAKEN, STAMP_PLACE_CHANGING };
#define STAMP_PLACE_STATES 3ull /* the bits of the state; the others are the time, good to 4 ns */

/* Sender: when a request left. Entry session * session_slots + seq % session_slots. */
struct stamp_sent {
	__s64 t1_ns;	    /* UTC, Unix epoch */
	struct stamp_ts ts; /* the same as it left ... */
	__be16 error;	    /* ... with this Error Estimate: a reply echoes both */
	__u16 valid;
	__u32 seq;
};
STAMP_SIZE(stamp_sent, 24);

/*
 * Sender: the latest packet to its port from nobody whom it asks, as one CPU saw it. Its time is
 * there twice: they differ while another is written.
 */
struct stamp_stranger {
	__s64 seen_ns; /* UTC, Unix epoch; 0: there was none */
	struct stamp_addr addr;
	__be16 port;
	__u16 unused[3];
	__s64 seen_again_ns;
};
STAMP_SIZE(stamp_stranger, 40);

/* One record of the ring: a reply that came in (sender) or went out (reflector). */
struct stamp_record {
	__s64 time_ns;		/* T4, or T2 at the reflector; UTC, Unix epoch */
	struct stamp_addr addr; /* of the far side */
	__be16 port;		/* of the far side */
	__u16 session;
	__u16 length; /* UDP payload octets */
	__u8 ttl;     /* of the packet that came in */
	__u8 tos;     /* DSCP and ECN of the packet that came in */
	/* The base packet, beyond `length` zero. An authenticated one without what it has more. */
	__u8 octets[STAMP_BASE_OCTETS];
	__u16 tail_octets; /* of the payload behind the base packet, which follow this record */
	__u8 hmac_tlv;	   /* enum stamp_hmac_tlv */
	__u8 unused;
};
STAMP_SIZE(stamp_record, 80);

/* Sender: what its HMAC TLV says of the TLVs before it, in a reply. */
enum stamp_hmac_tlv { STAMP_HMAC_TLV_NONE, STAMP_HMAC_TLV_GOOD, STAMP_HMAC_TLV_BAD };

/*
 * Reflector, for each CPU: what egress has to know of the reply that ingress made last there
 * (bpf/turned.h).
 */
struct stamp_turned {
	struct stamp_ts t2; /* which the reply has as T2 and, until egress has it, as T3 */
	__be32 seq;
	__u32 how;			  /* STAMP_TURNED_*, ored; 0: no reply is on its way */
	struct stamp_auth_reply base;	  /* authenticated: what is to be signed */
	struct stamp_session_key session; /* with STAMP_TURNED_REMEMBER: whose reply it is */
};
#define STAMP_TURNED_WAITING 1u
#define STAMP_TURNED_PARTIAL 2u	 /* the UDP checksum is left to the device (CHECKSUM_PARTIAL) */
#define STAMP_TURNED_REMEMBER 4u /* T3 is kept in the session, for Follow-Up Telemetry */
#define STAMP_TURNED_KEY(index) ((index) << 3) /* which key of its SSID signs */
#define STAMP_TURNED_KEY_OF(how) ((how) >> 3 & (STAMP_KEYS_PER_SSID - 1))

enum stamp_role { STAMP_ROLE_REFLECTOR = 1, STAMP_ROLE_SENDER = 2 };

/* The programs of a role by the kernel's numbers; 0: it has none there. */
struct stamp_program_ids {
	__u32 ingress, egress, xdp;
	__u32 unused;
};

/*
 * What is pinned with the maps and says whose they are. User space alone writes and
 * reads it. The first two members have their place and meaning in every version.
 */
struct stamp_about {
	__u32 magic; /* STAMP_ABOUT_MAGIC */
	__u32 abi_version;
	char stamp[16]; /* version of the program, zero-terminated like the names below */
	char iface[16];
	char hook[16];	/* "xdp-generic" */
	__s64 since_ns; /* UTC: the counters count from then on */
	__u32 ifindex;
	/* Of a reflector, as they were asked for; `cfg` has what they come to. */
	__u32 rate_pps, total_rate_pps, sessions_per_source;
	__u8 role;	     /* enum stamp_role */
	__u8 generation;     /* 0 or 1: two are attached while one takes the other's place */
	__u8 some_addresses; /* --address was given */
	__u8 made_qdisc;     /* the clsact qdisc is ours */
	__u8 unused[4];
	struct stamp_live live;		   /* without a process: as it was written, for good */
	struct stamp_program_ids programs; /* what was attached; all 0: not known */
	struct stamp_cfg cfg;		   /* that the programs were loaded with */
};
#define STAMP_ABOUT_MAGIC 0x53544d50u
STAMP_SIZE(stamp_about, 296);
STAMP_ASSERT(__builtin_offsetof(struct stamp_about, abi_version) == 4, "abi_version");

#endif
