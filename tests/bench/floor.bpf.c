// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The honest floor: what a reflector cannot do without, once per hook. Parse, swap, read the clock
// once, store the eight octets. No check, no map, no checksum. Beside it the empty program, and a
// restorer, because prog_run gives each turn the packet that the turn before it left.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include "stamp/wire.h"

enum { NEXT = -1, FRAME_OCTETS = 128, NS_IN_S = 1000000000 };

/* Of a request over IPv4 without options. */
enum { SOURCE = 14 + 12, SOURCE_PORT = 14 + 20, SSID = 14 + 20 + 8 + 14 };
enum { PORT_BITS = 15, SOURCES = 32 };

__u8 frame[FRAME_OCTETS]; /* the first octets of the packet */
__u32 frame_octets;
__u32 mark;
__u32 session_count; /* sessions that take turns; 0: the frame as it is */
__u32 turn;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} under_test SEC(".maps");

struct packet {
	struct ethhdr *eth;
	struct iphdr *ip4;
	struct ipv6hdr *ip6;
	struct udphdr *udp;
	struct stamp_reply *reply;
	int is_ipv6; /* a packet pointer is never null to the verifier */
};

static __always_inline int parse(struct __sk_buff *skb, struct packet *p) {
	void *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	p->eth = start;
	if ((void *)(p->eth + 1) > end)
		return 0;
	if (p->eth->h_proto == stamp_swap16(ETH_P_IP)) {
		p->ip4 = (void *)(p->eth + 1);
		p->udp = (void *)(p->ip4 + 1);
		p->reply = (void *)(p->udp + 1);
		return (void *)(p->reply + 1) <= end && p->ip4->protocol == IPPROTO_UDP &&
		       p->ip4->ihl == 5;
	}
	if (p->eth->h_proto == stamp_swap16(ETH_P_IPV6)) {
		p->ip6 = (void *)(p->eth + 1);
		p->is_ipv6 = 1;
		p->udp = (void *)(p->ip6 + 1);
		p->reply = (void *)(p->udp + 1);
		return (void *)(p->reply + 1) <= end && p->ip6->nexthdr == IPPROTO_UDP;
	}
	return 0;
}

static __always_inline struct stamp_ts now(void) {
	__u64 ns = bpf_ktime_get_tai_ns(), rest = ns % NS_IN_S;
	struct stamp_ts ts = {
		.sec = stamp_swap32((__u32)(ns / NS_IN_S + STAMP_NTP_UNIX_S)),
		.frac = stamp_swap32((__u32)((rest << 32) / NS_IN_S)),
	};

	return ts;
}

static __always_inline void swap(struct packet *p) {
	__u16 *mac = (__u16 *)p->eth; /* struct ethhdr is packed: octet by octet it would be */
	__be16 port = p->udp->source;

	for (int i = 0; i < ETH_ALEN / 2; i++) {
		__u16 half = mac[i];

		mac[i] = mac[i + ETH_ALEN / 2];
		mac[i + ETH_ALEN / 2] = half;
	}
	p->udp->source = p->udp->dest;
	p->udp->dest = port;
	if (!p->is_ipv6) {
		__be32 address = p->ip4->saddr;

		p->ip4->saddr = p->ip4->daddr;
		p->ip4->daddr = address;
	} else {
		struct in6_addr address = p->ip6->saddr;

		p->ip6->saddr = p->ip6->daddr;
		p->ip6->daddr = address;
	}
}

SEC("tc") int empty(struct __sk_buff *skb) {
	(void)skb;
	return NEXT;
}

SEC("tc") int drop(struct __sk_buff *skb) {
	(void)skb;
	return TC_ACT_SHOT;
}

SEC("tc") int floor_in(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse(skb, &p) || p.udp->dest != stamp_swap16(STAMP_PORT))
		return NEXT;
	swap(&p);
	p.reply->rx = now();
	return (int)bpf_redirect(skb->ifindex, 0);
}

SEC("tc") int floor_out(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse(skb, &p) || p.udp->source != stamp_swap16(STAMP_PORT))
		return NEXT;
	p.reply->ts = now();
	return NEXT;
}

static __always_inline void put16(__u32 at, __u32 value) {
	frame[at] = (__u8)(value >> 8);
	frame[at + 1] = (__u8)value;
}

/*
 * What the one octet pair gains, its neighbour in both checksums loses: address with address, port
 * with SSID. A stride that is prime to the count, so that neighbours in time are none in memory.
 */
static __always_inline void put_session(void) {
	__u64 stride = 982451653;
	__u32 number = (__u32)(turn++ * stride % session_count);
	__u32 port = number & ((1 << PORT_BITS) - 1), source = number >> PORT_BITS & (SOURCES - 1);

	put16(SOURCE, 0x0a00 + source);
	put16(SOURCE + 2, 0x8000 - source);
	put16(SOURCE_PORT, 0x4000 + port);
	put16(SSID, 0xc000 - port);
}

SEC("tc") int restore(struct __sk_buff *skb) {
	__u32 size = frame_octets;

	if (session_count)
		put_session();
	if (size == 0 || size > FRAME_OCTETS || bpf_skb_store_bytes(skb, 0, frame, size, 0))
		return NEXT;
	skb->mark = mark;
	bpf_tail_call(skb, &under_test, 0);
	return NEXT;
}

char _license[] SEC("license") = "Dual BSD/GPL";
