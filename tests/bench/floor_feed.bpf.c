// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What feeds the programs under test: a restorer (prog_run gives each turn the packet that the turn
// before it left), a generator and its sink.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bench/floor_program.bpf.h"
#include "stamp/abi.h"

enum { PORT_BITS = 15, SOURCES = 64 };

__u8 frame[FRAME_OCTETS];
__u32 frame_octets;
/* Of a reply that the reflector's egress program is to stamp; 0: it is not its turn. */
__u32 reply_how;
__u32 reply_seq;
struct stamp_ts reply_t2;
__u32 session_count;			  /* sessions that take turns; 0: the frame as it is */
__u32 session_order[STAMP_MOST_SESSIONS]; /* whose turn it is, up to session_count */
__u32 first_session;
__u32 turn;
__u64 interval_ns; /* of the generator; 0: as fast as it goes */
__u64 due_ns;
__u64 sent;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} under_test SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} under_test_xdp SEC(".maps");

/* That of the reflector under test, if it has one. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stamp_turned);
} turned SEC(".maps");

static __always_inline void put16(__u32 at, __u32 value) {
	frame[at] = (__u8)(value >> 8);
	frame[at + 1] = (__u8)value;
}

/*
 * What the one octet pair gains, its neighbour in both checksums loses: address with address, port
 * with SSID.
 */
static __always_inline void put_session(void) {
	__u32 at = turn++ % session_count & (STAMP_MOST_SESSIONS - 1);
	__u32 number = session_order[at] + first_session;
	__u32 port = number & ((1 << PORT_BITS) - 1), source = number >> PORT_BITS & (SOURCES - 1);

	put16(SOURCE, 0x0a00 + source);
	put16(SOURCE + 2, 0x8000 - source);
	put16(SOURCE_PORT, 0x4000 + port);
	put16(SSID, 0xc000 - port);
}

/* What ingress would have noted, or egress left. */
static __always_inline void put_note(void) {
	__u32 first = 0;
	struct stamp_turned *note = bpf_map_lookup_elem(&turned, &first);

	if (!note)
		return;
	note->t2 = reply_t2;
	note->seq = reply_seq;
	note->how = reply_how;
}

SEC("tc") int restore(struct __sk_buff *skb) {
	__u32 size = frame_octets;

	if (session_count)
		put_session();
	if (size == 0 || size > FRAME_OCTETS || bpf_skb_store_bytes(skb, 0, frame, size, 0))
		return NEXT;
	put_note();
	bpf_tail_call(skb, &under_test, 0);
	return NEXT;
}

SEC("xdp.frags") int restore_xdp(struct xdp_md *xdp) {
	__u32 size = frame_octets;

	if (size == 0 || size > FRAME_OCTETS || bpf_xdp_store_bytes(xdp, 0, frame, size))
		return XDP_ABORTED;
	bpf_tail_call(xdp, &under_test_xdp, 0);
	return XDP_ABORTED;
}

/* Frames of BPF_F_TEST_XDP_LIVE_FRAMES come back as the far end left them. */
SEC("xdp.frags") int generate(struct xdp_md *xdp) {
	__u32 size = frame_octets;

	if (interval_ns) {
		__u64 time = bpf_ktime_get_ns();

		if (time < due_ns)
			return XDP_DROP;
		due_ns = due_ns + 1000000 < time ? time : due_ns + interval_ns;
	}
	if (size == 0 || size > FRAME_OCTETS || bpf_xdp_store_bytes(xdp, 0, frame, size))
		return XDP_ABORTED;
	sent++;
	return XDP_TX;
}

SEC("xdp.frags") int drop_xdp(struct xdp_md *xdp) {
	(void)xdp;
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
