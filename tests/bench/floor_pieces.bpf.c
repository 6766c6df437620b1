// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The empty program, and what a reflector does, piece by piece: one clock read, the source's
// look-up with its rate, the session's, a counter.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bench/floor_program.bpf.h"
#include "lib/mix.h"
#include "stamp/abi.h"

__u64 clock; /* what was read last */

/* As the reflector's map of the same name, and its counters. */
__u64 hash_seed[STAMP_SEED_WORDS];

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, STAMP_MAX_SOURCES);
	__type(key, __u32);
	__type(value, struct stamp_source);
} sources SEC(".maps");

/* As the reflector's: what a look-up in the kernel's table costs its caller. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STAMP_MOST_SESSIONS);
	__type(key, struct stamp_session_key);
	__type(value, struct stamp_session);
} sessions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STAMP_V_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

SEC("tc") int empty(struct __sk_buff *skb) {
	(void)skb;
	return NEXT;
}

SEC("xdp.frags") int empty_xdp(struct xdp_md *xdp) {
	(void)xdp;
	return XDP_PASS;
}

SEC("tc") int clock_read(struct __sk_buff *skb) {
	(void)skb;
	clock = bpf_ktime_get_tai_ns();
	return NEXT;
}

SEC("tc") int source_lookup(struct __sk_buff *skb) {
	const struct stamp_addr from = {{0, 0, 0, skb->ifindex}};
	__u32 key = mix(&from, hash_seed) & (STAMP_MAX_SOURCES - 1);
	struct stamp_source *source = bpf_map_lookup_elem(&sources, &key);

	if (source && !source->addr.word[0])
		__sync_val_compare_and_swap(&source->next_ns, 0, 0);
	return NEXT;
}

static __always_inline struct stamp_session_key key_of_turn(void) {
	struct stamp_session_key key = {};

	__builtin_memcpy(&key.far.word[3], frame + SOURCE, sizeof(key.far.word[3]));
	__builtin_memcpy(&key.far_port, frame + SOURCE_PORT, sizeof(key.far_port));
	__builtin_memcpy(&key.ssid, frame + SSID, sizeof(key.ssid));
	return key;
}

/* To be called by `restore`, which makes the session of the turn. */
SEC("tc") int session_begin(struct __sk_buff *skb) {
	const struct stamp_session_key key = key_of_turn();
	const struct stamp_session fresh = {};

	(void)skb;
	bpf_map_update_elem(&sessions, &key, &fresh, BPF_NOEXIST);
	return NEXT;
}

/* And what a stateful reflector does in the element at least. */
SEC("tc") int session_lookup(struct __sk_buff *skb) {
	const struct stamp_session_key key = key_of_turn();
	struct stamp_session *session = bpf_map_lookup_elem(&sessions, &key);

	(void)skb;
	if (session)
		__sync_fetch_and_add(&session->tx, 1);
	return NEXT;
}

SEC("tc") int counter(struct __sk_buff *skb) {
	__u32 key = 3;
	__u64 *value = bpf_map_lookup_elem(&counters, &key);

	(void)skb;
	if (value)
		*value += 1;
	return NEXT;
}

char _license[] SEC("license") = "Dual BSD/GPL";
