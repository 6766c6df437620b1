/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a packet to its headers and base packet, under either hook. */
#ifndef STAMP_LIB_OPEN_H
#define STAMP_LIB_OPEN_H

#include <linux/if_packet.h>

#include "octets.h"
#include "store.h"
#include "unusual.h"
#include "work.h"

/* The octets of a base packet in this configuration. */
LIB __u32 base_octets(void) {
	return cfg.authenticated ? STAMP_AUTH_BASE_OCTETS : STAMP_BASE_OCTETS;
}

/* Branches and not arithmetic: the verifier removes the comparisons beyond port_count. */
LIB int is_our_port(__be16 port) {
	UNROLL
	for (int i = 0; i < STAMP_MAX_PORTS; i++) {
		if (i >= cfg.port_count)
			break;
		if (port == cfg.ports[i])
			return 1;
	}
	return 0;
}

/*
 * What is decided at a glance: SHAPE_FOREIGN is certainly not to one of our ports, as most
 * packets of a host. Inside the program itself, since a call costs more than this: where a
 * processor must not predict returns (AMD's "Safe RET"), some 10 ns.
 */
LIB enum shape glance(const struct pkt *p, struct headers *h) {
	enum shape shape = find_plain(start_of(p), end_of(p), cfg.has_mac, h);

	PIN(h->is_ipv6); /* else clang keeps its conclusion, too */
	return shape == SHAPE_PLAIN && !is_our_port(h->udp->dest) ? SHAPE_FOREIGN : shape;
}

/* Finds the UDP header: in the packet or, when the frame is not plain, in a copy. 0: none. */
LIB int open_frame(const struct pkt *p, struct frame *f, struct headers *h) {
	enum shape shape = parse_plain(start_of(p), end_of(p), cfg.has_mac, f, h);
	struct work *s;

	if (UNLIKELY(shape == SHAPE_UNUSUAL)) {
		s = work_space();
		if (!s)
			return 0;
		shape = parse_copy(p, cfg.has_mac, &s->copy, f, h);
	}
	return shape != SHAPE_FOREIGN;
}

/*
 * Finds the headers again after a helper changed the packet. Copies did not move; yet they are
 * pointed at again (verifier: BOTH_WAYS).
 */
LIB int find_again(const struct pkt *p, struct headers *h) {
	struct work *s;

	if (!h->is_copied)
		return locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h);
	s = work_space();
	if (!s)
		return 0;
	PIN(s); /* or clang 19 tests it again later (verifier: BOTH_WAYS) */
	point_at(h, &s->copy);
	return 1;
}

/*
 * The base packet of a payload of `at_least` octets or more, into a map; what a shorter
 * one lacks is zero, and never link padding. 0: it cannot be read.
 */
LIB int load_base(const struct pkt *p, const struct frame *f, __u32 at_least,
		  struct stamp_request *base) {
	__u64 more;

	__builtin_memset(base, 0, sizeof(*base));
	more = (f->payload < STAMP_BASE_OCTETS ? f->payload : (__u32)STAMP_BASE_OCTETS) - at_least;
	/* verifier: BOUND_WHAT_IS_USED */
	more = opaque(more);
	return more <= STAMP_BASE_OCTETS - at_least &&
	       !load_octets(p, f->l4 + sizeof(struct udphdr), base, (__u32)(at_least + more));
}

/*
 * The same, into registers. Headers that are not in one piece with a whole base packet are copied
 * from here on.
 */
LIB int read_base(const struct pkt *p, const struct frame *f, struct headers *h, __u32 at_least,
		  struct stamp_request *base) {
	struct work *s;

	if (!h->is_copied && f->payload >= STAMP_BASE_OCTETS &&
	    locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h)) {
		__builtin_memcpy(base, h->udp + 1, sizeof(*base));
		return 1;
	}
	s = work_space();
	if (!s || (!h->is_copied && !copy_headers(p, cfg.has_mac, &s->copy, f, h)))
		return 0;
	/* Not into *base: memory that a helper writes cannot be kept in registers. */
	if (!load_base(p, f, at_least, &s->request))
		return 0;
	*base = s->request;
	return 1;
}

/* True if the fast path can take a packet to one of our ports, with a payload of `least` octets. */
LIB enum stamp_verdict check_shape(const struct pkt *p, struct frame *f, const struct headers *h,
				   __u32 least) {
	enum stamp_verdict v;

	complete(f, h);
	if (f->is_fragment)
		return STAMP_V_FRAGMENT;
	if (f->is_extended || (hook_of(p) == HOOK_TC && is_super_packet(p)))
		return STAMP_V_SLOW_PATH;
	v = check_lengths(f, h->udp, frame_octets(p));
	if (v)
		return v;
	return f->payload < least ? STAMP_V_SHORT : STAMP_V_GO_ON;
}

/* The group bit of a MAC address (IEEE 802 8.2.2). */
LIB int is_group_mac(const __be16 *mac) {
	return !!(mac[0] & stamp_swap16(0x0100));
}

LIB int is_mac(const __be16 *mac, const volatile __be16 *other) {
	return !((mac[0] ^ other[0]) | (mac[1] ^ other[1]) | (mac[2] ^ other[2]));
}

/*
 * True if the frame was sent to this host alone, and by one host. The reply goes back to its
 * source. A port of a bridge also gets what is sent to the bridge.
 */
LIB enum stamp_verdict check_link(const struct pkt *p, const struct headers *h) {
	if (!cfg.has_mac)
		return hook_of(p) == HOOK_TC && link_type(p) == PACKET_OTHERHOST ? STAMP_V_NOT_STAMP
										 : STAMP_V_GO_ON;
	if (hook_of(p) == HOOK_TC && link_type(p) == PACKET_OTHERHOST) {
		if (!is_mac(h->eth->dest, live.bridge_mac))
			return STAMP_V_NOT_STAMP;
	} else if (hook_of(p) == HOOK_TC) {
		if (link_type(p) != PACKET_HOST)
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
