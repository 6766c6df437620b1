// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The programs that a reflector is measured against. Bare: swap and send. The honest floor: what a
// reflector cannot do without, parse, swap, read the clock once per stamp, store it; no check, no
// map, no checksum. With blocks: and as many blocks of SHA-256 as verifying and signing take, over
// whatever is in memory.
#include "bench/floor_packet.bpf.h"
#include "bench/floor_program.bpf.h"
#include "lib/hmac.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sha256);
} blocks SEC(".maps");

enum { NS_IN_S = 1000000000 };

static __always_inline struct stamp_ts now(void) {
	__u64 ns = bpf_ktime_get_tai_ns(), rest = ns % NS_IN_S;
	struct stamp_ts ts = {
		.sec = stamp_swap32((__u32)(ns / NS_IN_S + STAMP_NTP_UNIX_S)),
		.frac = stamp_swap32((__u32)((rest << 32) / NS_IN_S)),
	};

	return ts;
}

static __always_inline void hash(int count) {
	__u64 first = 0;
	struct sha256 *space = bpf_map_lookup_elem(&blocks, &first);

	if (!space)
		return;
	for (int i = 0; i < count; i++)
		if (!sha256_compress(space))
			return;
}

/* Into a reply that a sender takes for one, T2 and T3 being its own T1; no checksum (IPv4). */
static __always_inline void echo(struct packet *p) {
	p->reply->sender_seq = p->reply->seq;
	p->reply->sender_ts = p->reply->ts;
	p->reply->sender_error = p->reply->error;
	p->reply->rx = p->reply->ts;
	p->udp->check = 0;
}

SEC("tc") int bare_in(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || !is_request(&p))
		return NEXT;
	swap(&p);
	return (int)bpf_redirect(skb->ifindex, 0);
}

SEC("xdp.frags") int bare_xdp(struct xdp_md *xdp) {
	struct packet p = {};

	if (!parse_xdp(xdp, &p) || !is_request(&p))
		return XDP_PASS;
	swap(&p);
	return XDP_TX;
}

SEC("tc") int echo_in(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || !is_request(&p))
		return NEXT;
	swap(&p);
	echo(&p);
	return (int)bpf_redirect(skb->ifindex, 0);
}

SEC("xdp.frags") int echo_xdp(struct xdp_md *xdp) {
	struct packet p = {};

	if (!parse_xdp(xdp, &p) || !is_request(&p))
		return XDP_PASS;
	swap(&p);
	echo(&p);
	return XDP_TX;
}

static __always_inline int answer_at_ingress(struct __sk_buff *skb, int count) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || !is_request(&p))
		return NEXT;
	swap(&p);
	p.reply->rx = now();
	hash(count);
	return (int)bpf_redirect(skb->ifindex, 0);
}

static __always_inline int stamp_at_egress(struct __sk_buff *skb, int count) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || p.udp->source != stamp_swap16(STAMP_PORT))
		return NEXT;
	p.reply->ts = now();
	hash(count);
	return NEXT;
}

SEC("tc") int floor_in(struct __sk_buff *skb) {
	return answer_at_ingress(skb, 0);
}

SEC("tc") int floor_out(struct __sk_buff *skb) {
	return stamp_at_egress(skb, 0);
}

SEC("tc") int six_in(struct __sk_buff *skb) {
	return answer_at_ingress(skb, 3);
}

SEC("tc") int six_out(struct __sk_buff *skb) {
	return stamp_at_egress(skb, 3);
}

static __always_inline int answer_at_xdp(struct xdp_md *xdp, int count) {
	struct packet p = {};

	if (!parse_xdp(xdp, &p) || !is_request(&p))
		return XDP_PASS;
	swap(&p);
	p.reply->rx = now();
	p.reply->ts = now();
	hash(count);
	return XDP_TX;
}

SEC("xdp.frags") int floor_xdp(struct xdp_md *xdp) {
	return answer_at_xdp(xdp, 0);
}

SEC("xdp.frags") int six_xdp(struct xdp_md *xdp) {
	return answer_at_xdp(xdp, 6);
}

char _license[] SEC("license") = "Dual BSD/GPL";
