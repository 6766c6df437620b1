/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every map of the object, the structs that user space fills in, and the tables that the library
 * needs (lib/store.h).
 */
#ifndef STAMP_MAPS_H
#define STAMP_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "lib/store.h"
#include "lib/work.h"
#include "stamp/abi.h"

const volatile struct stamp_cfg cfg;
volatile struct stamp_live live SEC(".data");
volatile struct stamp_phc phc SEC(".data");

/* Theoretical arrival time of the next packet of all sources together. */
__u64 total_next_ns;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAMP_V_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

/* Requests whose TLVs had something to be noted, by enum stamp_tlv_note. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAMP_TLV_NOTES_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} tlv_notes SEC(".maps");

/* Receive times that the network card was asked for, by what became of them. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAMP_HW_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} hw_times SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} scratch SEC(".maps");

/* Reflector: what ingress leaves for egress, see lib/turned.h. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stamp_turned);
} turned SEC(".maps");

/*
 * Reflector: our own addresses, ranges of them and their broadcast addresses, as in the kernel's
 * own table (the longest prefix decides).
 */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, STAMP_MAX_LOCAL);
	__type(key, struct stamp_prefix);
	__type(value, __u8); /* enum stamp_local_kind */
} local SEC(".maps");

/* The slot where the search for a free one continues. */
__u64 next_place;

/* Stateful reflector. User space sets the sizes before load: max_sessions. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct stamp_session_key);
	__type(value, struct stamp_session);
} sessions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stamp_place);
} places SEC(".maps");

/* How many sessions a source has (session_count.h); without any it has no entry. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct stamp_addr);
	__type(value, __u64);
} session_counts SEC(".maps");

/* The random multipliers that choose the slots of sources, from user space. */
__u64 hash_seed[STAMP_SEED_WORDS];

/* Reflector: sources that were admitted (source.h). What can be mapped begins with a page. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, STAMP_MAX_SOURCES);
	__type(key, __u32);
	__type(value, struct stamp_source);
} sources SEC(".maps");

/* Reflector: prefixes, and whether what lies in them may ask (the longest one decides). */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, STAMP_MAX_ALLOW);
	__type(key, struct stamp_prefix);
	__type(value, __u8);
} allow SEC(".maps");

/* Reflector: the SSIDs it is provisioned with, bit SSID % 64 of word SSID / 64 (host order). */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, STAMP_SSIDS / 64);
	__type(key, __u32);
	__type(value, __u64);
} ssids SEC(".maps");

/* What signs and verifies packets, by SSID (host order) or STAMP_ANY_SSID. As secret as the keys.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STAMP_MAX_KEYS + 1);
	__type(key, __u32);
	__type(value, struct stamp_keys);
} keys SEC(".maps");

/* Sender: the far ends, and the number of their session. User space sets the size before load. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STAMP_MAX_HOSTS);
	__type(key, struct stamp_peer);
	__type(value, __u16);
} peers SEC(".maps");

/* Sender: when requests left; user space maps it and sets the size before load. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stamp_sent);
} sent SEC(".maps");

/* Sender: the latest address that sent to its port and is no target. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stamp_stranger);
} strangers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, STAMP_RING_OCTETS);
} ring SEC(".maps");

#endif
