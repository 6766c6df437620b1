/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is asked of a packet, and done to it, under either hook.
 */
#ifndef STAMP_PACKET_H
#define STAMP_PACKET_H

#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include "env.h"
#include "hook.h"

static __always_inline struct __sk_buff *skb_of(const struct pkt *p) {
	return p->ctx;
}

static __always_inline struct xdp_md *xdp_of(const struct pkt *p) {
	return p->ctx;
}

/* What can be read without a helper: the first piece of the frame. */
static __always_inline void *start_of(const struct pkt *p) {
	return (void *)(long)(p->hook == HOOK_XDP ? xdp_of(p)->data : skb_of(p)->data);
}

static __always_inline void *end_of(const struct pkt *p) {
	return (void *)(long)(p->hook == HOOK_XDP ? xdp_of(p)->data_end : skb_of(p)->data_end);
}

/* 0, or an error when not all of it lies in the frame. Pieces do not matter. */
static __always_inline long load_octets(const struct pkt *p, __u32 offset, void *to, __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_load_bytes(p->ctx, offset, to, size)
				   : bpf_skb_load_bytes(p->ctx, offset, to, size);
}

/* The same; pointers into the packet are invalid afterwards. */
static __always_inline long store_octets(const struct pkt *p, __u32 offset, void *from,
					 __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_store_bytes(p->ctx, offset, from, size)
				   : bpf_skb_store_bytes(p->ctx, offset, from, size, 0);
}

static __always_inline __u32 frame_octets(const struct pkt *p) {
	return p->hook == HOOK_XDP ? (__u32)bpf_xdp_get_buff_len(p->ctx) : skb_of(p)->len;
}

/* Cuts or lengthens the frame, zeros at the end; pointers are invalid afterwards. */
static __always_inline long resize(const struct pkt *p, __u32 octets) {
	if (p->hook == HOOK_XDP)
		return bpf_xdp_adjust_tail(p->ctx,
					   (int)(octets - (__u32)bpf_xdp_get_buff_len(p->ctx)));
	return bpf_skb_change_tail(p->ctx, octets, 0);
}

#include "lib/unusual.h" /* wants what is above */

/* Branches and not arithmetic: the verifier removes the comparisons beyond port_count. */
static __always_inline int is_our_port(__be16 port) {
#pragma unroll
	for (int i = 0; i < STAMP_MAX_PORTS; i++) {
		if (i >= cfg.port_count)
			break;
		if (port == cfg.ports[i])
			return 1;
	}
	return 0;
}

/*
 * What can be told at a glance: SHAPE_FOREIGN is for certain not to one of our ports, as most
 * packets of a host. Inside the program itself, since a call costs more than this: where a
 * processor must not predict returns (AMD's "Safe RET"), some 10 ns.
 */
static __always_inline enum shape glance(const struct pkt *p, struct headers *h) {
	enum shape shape = find_plain(start_of(p), end_of(p), cfg.has_mac, h);

	PIN(h->is_ipv6); /* or clang keeps what it concludes from it, too */
	return shape == SHAPE_PLAIN && !is_our_port(h->udp->dest) ? SHAPE_FOREIGN : shape;
}

/* Finds the UDP header: in the packet or, when the frame is not plain, in a copy. 0: none. */
static __always_inline int open_frame(const struct pkt *p, struct frame *f, struct headers *h) {
	enum shape shape = parse_plain(start_of(p), end_of(p), cfg.has_mac, f, h);
	struct scratch *s;

	if (UNLIKELY(shape == SHAPE_UNUSUAL)) {
		s = scratch_space();
		if (!s)
			return 0;
		shape = parse_copy(p, cfg.has_mac, &s->copy, f, h);
	}
	return shape != SHAPE_FOREIGN;
}

/*
 * Finds the headers again after a helper changed the packet. Copies did not move; yet they are
 * pointed at anew, for verifiers that doubt is_copied (see has_key()).
 */
static __always_inline int find_again(const struct pkt *p, struct headers *h) {
	struct scratch *s;

	if (!h->is_copied)
		return locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h);
	s = scratch_space();
	if (!s)
		return 0;
	PIN(s); /* or clang 19 looks at it again later, see has_key() */
	point_at(h, &s->copy);
	return 1;
}

/*
 * The base packet of a payload of `at_least` octets or more, into scratch memory; what a shorter
 * one lacks is zero, and never link padding. 0: it cannot be read.
 */
static __always_inline int load_base(const struct pkt *p, const struct frame *f, __u32 at_least,
				     struct stamp_request *base) {
	__u64 more;

	__builtin_memset(base, 0, sizeof(*base));
	more = (f->payload < STAMP_BASE_OCTETS ? f->payload : STAMP_BASE_OCTETS) - at_least;
	/* Bounds what is added: of a sum clang compares a copy, and the verifier learns nothing. */
	more = opaque(more);
	return more <= STAMP_BASE_OCTETS - at_least &&
	       !load_octets(p, f->l4 + sizeof(struct udphdr), base, (__u32)(at_least + more));
}

/*
 * The same into registers. Headers that do not lie in one piece with a whole base packet are copied
 * from here on.
 */
static __always_inline int read_base(const struct pkt *p, const struct frame *f, struct headers *h,
				     __u32 at_least, struct stamp_request *base) {
	struct scratch *s;

	if (!h->is_copied && f->payload >= STAMP_BASE_OCTETS &&
	    locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h)) {
		__builtin_memcpy(base, h->udp + 1, sizeof(*base));
		return 1;
	}
	s = scratch_space();
	if (!s || (!h->is_copied && !copy_headers(p, cfg.has_mac, &s->copy, f, h)))
		return 0;
	/* Not into *base: what a helper writes to cannot be kept in registers. */
	if (!load_base(p, f, at_least, &s->request))
		return 0;
	*base = s->request;
	return 1;
}

/* Of a packet to one of our ports: can the fast path take it, with a payload of `least` octets? */
static __always_inline enum stamp_verdict check_shape(const struct pkt *p, struct frame *f,
						      const struct headers *h, __u32 least) {
	enum stamp_verdict v;

	complete(f, h);
	if (f->is_fragment)
		return STAMP_V_FRAGMENT;
	if (f->is_extended || (p->hook == HOOK_TC && skb_of(p)->gso_size))
		return STAMP_V_SLOW_PATH;
	v = check_lengths(f, h->udp, frame_octets(p));
	if (v)
		return v;
	return f->payload < least ? STAMP_V_SHORT : STAMP_V_GO_ON;
}

/* Of a MAC address: the group bit (IEEE 802 8.2.2). */
static __always_inline int is_group_mac(const __be16 *mac) {
	return !!(mac[0] & stamp_swap16(0x0100));
}

static __always_inline int is_mac(const __be16 *mac, const volatile __be16 *other) {
	return !((mac[0] ^ other[0]) | (mac[1] ^ other[1]) | (mac[2] ^ other[2]));
}

/*
 * Was the frame sent to this host alone, and by one host? The reply goes back to its source. A port
 * of a bridge also gets what is sent to the bridge.
 */
static __always_inline enum stamp_verdict check_link(const struct pkt *p, const struct headers *h) {
	if (!cfg.has_mac)
		return p->hook == HOOK_TC && skb_of(p)->pkt_type == PACKET_OTHERHOST
			       ? STAMP_V_NOT_STAMP
			       : STAMP_V_GO_ON;
	if (p->hook == HOOK_TC && skb_of(p)->pkt_type == PACKET_OTHERHOST) {
		if (!is_mac(h->eth->dest, live.bridge_mac))
			return STAMP_V_NOT_STAMP;
	} else if (p->hook == HOOK_TC) {
		if (skb_of(p)->pkt_type != PACKET_HOST)
			return STAMP_V_MULTICAST;
	} else {
		if (is_group_mac(h->eth->dest))
			return STAMP_V_MULTICAST;
		if (!is_mac(h->eth->dest, live.mac) && !is_mac(h->eth->dest, live.bridge_mac))
			return STAMP_V_NOT_STAMP;
	}
	return is_group_mac(h->eth->source) ? STAMP_V_MULTICAST : STAMP_V_GO_ON;
}

#endif
