/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a role without BPF maps publishes: a file for each of its datapaths, in a directory of its
 * user. The head is followed by `targets` elements of stamp_published (a sender) or `sessions`
 * elements of stamp_process_session (a stateful reflector). User space alone writes and reads it.
 * The process holds a lock (flock) on the file: a file without one is left of a killed process.
 */
#ifndef STAMP_PROCESS_FILE_H
#define STAMP_PROCESS_FILE_H

#include "abi.h"
#include "tally.h"

#define STAMP_PROCESS_FILE_MAGIC 0x53544d46u

struct stamp_process_file {
	__u32 magic; /* STAMP_PROCESS_FILE_MAGIC; 0: the file is not filled yet */
	__u32 abi_version;
	__u64 octets;	/* of the file */
	__u64 network;	/* inode of the network namespace */
	__s64 since_ns; /* UTC: the counters count from then on */
	__u64 session_timeout_ns;
	char iface[16];
	char hook[16];
	__u32 targets, sessions;
	__u16 ports[STAMP_MAX_PORTS]; /* host order; a sender has its own in [0] */
	__u8 port_count;
	__u8 role; /* enum stamp_role */
	__u8 authenticated;
	__u8 attached;
	__u32 unused;
	__u64 changes; /* odd: the counters below are being written */
	__u64 verdicts[STAMP_V_COUNT];
	__u64 tlv_notes[STAMP_TLV_NOTES_COUNT];
};
STAMP_SIZE(stamp_process_file,
	   96 + 2 * STAMP_MAX_PORTS + 8 * STAMP_V_COUNT + 8 * STAMP_TLV_NOTES_COUNT);

/* The session is written in place while it is read: each number of it is whole. */
struct stamp_process_session {
	__u64 changes; /* odd: there is a session; it grows with each that begins or ends */
	struct stamp_session_key key;
	struct stamp_session session;
};

#endif
