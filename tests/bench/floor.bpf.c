// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The programs that a reflector is measured against. Bare: swap and send. The honest floor: what a
// reflector cannot do without, parse, swap, read the clock once per stamp, store it; no check, no
// map, no checksum. Beside them the empty program, single pieces (one clock
// read, the source's look-up with its rate, a counter), a restorer (prog_run gives each
// turn the packet that the turn before it left), a generator and its sink.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include "lib/mix.h"
#include "stamp/abi.h"

enum { NEXT = -1, FRAME_OCTETS = 128, NS_IN_S = 1000000000 };

/* Of a request over IPv4 without options. */
enum { SOURCE = 14 + 12, SOURCE_PORT = 14 + 20, SSID = 14 + 20 + 8 + 14 };
enum { PORT_BITS = 15, SOURCES = 64 };

__u8 frame[FRAME_OCTETS]; /* the first octets of the packet */
__u32 frame_octets;
__u32 mark;
__u32 session_count;			  /* sessions that take turns; 0: the frame as it is */
__u32 session_order[STAMP_MOST_SESSIONS]; /* whose turn it is, up to session_count */
__u32 first_session;
__u32 turn;
__u64 clock;	   /* what was read last */
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

/* As the reflector's map of the same name, and its counters. */
__u64 hash_seed[STAMP_SEED_WORDS];

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, STAMP_MAX_SOURCES);
	__type(key, __u32);
	__type(value, struct stamp_source);
} sources SEC(".maps");

/* As the reflector's: what a look-up in the kernel's table costs whoever makes it. */
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

struct packet {
	struct ethhdr *eth;
	struct iphdr *ip4;
	struct ipv6hdr *ip6;
	struct udphdr *udp;
	struct stamp_reply *reply;
	int is_ipv6; /* a packet pointer is never null to the verifier */
};

static __always_inline int parse(void *start, void *end, struct packet *p) {
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

/* Into a reply that a sender takes for one, T2 and T3 being its own T1; no checksum (IPv4). */
static __always_inline void echo(struct packet *p) {
	p->reply->sender_seq = p->reply->seq;
	p->reply->sender_ts = p->reply->ts;
	p->reply->sender_error = p->reply->error;
	p->reply->rx = p->reply->ts;
	p->udp->check = 0;
}

static __always_inline int parse_skb(struct __sk_buff *skb, struct packet *p) {
	return parse((void *)(long)skb->data, (void *)(long)skb->data_end, p);
}

static __always_inline int parse_xdp(struct xdp_md *xdp, struct packet *p) {
	return parse((void *)(long)xdp->data, (void *)(long)xdp->data_end, p);
}

static __always_inline int is_request(const struct packet *p) {
	return p->udp->dest == stamp_swap16(STAMP_PORT);
}

SEC("tc") int empty(struct __sk_buff *skb) {
	(void)skb;
	return NEXT;
}

SEC("xdp") int empty_xdp(struct xdp_md *xdp) {
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

SEC("xdp") int drop_xdp(struct xdp_md *xdp) {
	(void)xdp;
	return XDP_DROP;
}

SEC("tc") int bare_in(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || !is_request(&p))
		return NEXT;
	swap(&p);
	return (int)bpf_redirect(skb->ifindex, 0);
}

SEC("xdp") int bare_xdp(struct xdp_md *xdp) {
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

SEC("xdp") int echo_xdp(struct xdp_md *xdp) {
	struct packet p = {};

	if (!parse_xdp(xdp, &p) || !is_request(&p))
		return XDP_PASS;
	swap(&p);
	echo(&p);
	return XDP_TX;
}

SEC("tc") int floor_in(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || !is_request(&p))
		return NEXT;
	swap(&p);
	p.reply->rx = now();
	return (int)bpf_redirect(skb->ifindex, 0);
}

SEC("tc") int floor_out(struct __sk_buff *skb) {
	struct packet p = {};

	if (!parse_skb(skb, &p) || p.udp->source != stamp_swap16(STAMP_PORT))
		return NEXT;
	p.reply->ts = now();
	return NEXT;
}

SEC("xdp") int floor_xdp(struct xdp_md *xdp) {
	struct packet p = {};

	if (!parse_xdp(xdp, &p) || !is_request(&p))
		return XDP_PASS;
	swap(&p);
	p.reply->rx = now();
	p.reply->ts = now();
	return XDP_TX;
}

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

SEC("xdp") int restore_xdp(struct xdp_md *xdp) {
	__u32 size = frame_octets;

	if (size == 0 || size > FRAME_OCTETS || bpf_xdp_store_bytes(xdp, 0, frame, size))
		return XDP_ABORTED;
	bpf_tail_call(xdp, &under_test_xdp, 0);
	return XDP_ABORTED;
}

/* Frames of BPF_F_TEST_XDP_LIVE_FRAMES come back as the far end left them. */
SEC("xdp") int generate(struct xdp_md *xdp) {
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

char _license[] SEC("license") = "Dual BSD/GPL";
