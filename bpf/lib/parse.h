/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the first octet of a frame to the UDP header. */
#ifndef STAMP_LIB_PARSE_H
#define STAMP_LIB_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

#include "cursor.h"
#include "stamp/abi.h"

#define IPV4_MORE_FRAGMENTS 0x2000u
#define IPV4_OFFSET 0x1fffu

/* As struct ethhdr, whose being packed makes a compiler move it octet by octet. */
struct mac_header {
	__be16 dest[3];
	__be16 source[3];
	__be16 protocol;
};
STAMP_SIZE(mac_header, ETH_HLEN);

/* Where things are; offsets from the first octet of the frame, so that they outlive pointers. */
struct frame {
	__u32 l3;
	__u32 l4;
	__u32 ip_octets; /* IP header and payload, as the IP header says; set by complete() */
	__u16 payload;	 /* UDP payload octets, as the UDP header says; set by check_lengths() */
	__u8 is_ipv6;
	__u8 is_fragment; /* the first of several: the only one with ports */
	__u8 is_extended; /* IPv6 extension headers before UDP */
};

/*
 * Pointers to the same, valid until a helper changes the packet. The flag and not a null pointer
 * tells the family: the verifier does not know that a packet pointer is never null.
 */
struct headers {
	struct mac_header *eth; /* where the device has one */
	union {
		struct iphdr *ip4;
		struct ipv6hdr *ip6;
	};
	struct udphdr *udp;
	int is_ipv6;
};

LIB __be16 parse_ethernet(struct cursor *c, struct headers *h) {
	struct {
		__be16 tci, protocol;
	} * tag;
	__be16 protocol;

	h->eth = TAKE(c, struct mac_header);
	if (!h->eth)
		return 0;
	protocol = h->eth->protocol;
	for (int i = 0; i < STAMP_MAX_VLAN_TAGS; i++) {
		if (protocol != stamp_swap16(ETH_P_8021Q) && protocol != stamp_swap16(ETH_P_8021AD))
			break;
		tag = (__typeof__(tag))take(c, sizeof(*tag));
		if (!tag)
			return 0;
		protocol = tag->protocol;
	}
	return protocol;
}

/* Without an Ethernet header the version nibble tells the protocol. */
LIB __be16 peek_ip_version(const struct cursor *c) {
	if (c->pos + 1 > c->end)
		return 0;
	return (*c->pos >> 4) == 4   ? stamp_swap16(ETH_P_IP)
	       : (*c->pos >> 4) == 6 ? stamp_swap16(ETH_P_IPV6)
				     : 0;
}

LIB enum stamp_verdict parse_ipv4(struct cursor *c, struct headers *h) {
	struct iphdr *ip = TAKE(c, struct iphdr);

	if (!ip || ip->protocol != IPPROTO_UDP || ip->version != 4 || ip->ihl < 5)
		return STAMP_V_NOT_STAMP;
	if (ip->frag_off & stamp_swap16(IPV4_OFFSET))
		return STAMP_V_NOT_STAMP; /* a later fragment: no ports in it */
	if (UNLIKELY(ip->ihl > 5) && !take(c, (ip->ihl - 5) * 4))
		return STAMP_V_NOT_STAMP;
	h->ip4 = ip;
	h->is_ipv6 = 0;
	return STAMP_V_GO_ON;
}

/* RFC 8200 4: looks through extension headers, for the port only. */
LIB __u8 skip_ipv6_headers(struct cursor *c, struct frame *f, __u8 next) {
	for (int i = 0; i < STAMP_MAX_IPV6_HEADERS && next != IPPROTO_UDP; i++) {
		struct {
			__u8 next, length;
			__be16 fragment;
			__u32 rest;
		} *ext = (__typeof__(ext))take(c, sizeof(*ext));

		if (!ext)
			return IPPROTO_NONE;
		f->is_extended = 1;
		if (next == IPPROTO_FRAGMENT) {
			if (ext->fragment & stamp_swap16(0xfff8))
				return IPPROTO_NONE; /* a later fragment */
			f->is_fragment = 1;
		} else if (next == IPPROTO_HOPOPTS || next == IPPROTO_DSTOPTS ||
			   next == IPPROTO_ROUTING) {
			if (!take(c, (__u32)ext->length * 8))
				return IPPROTO_NONE;
		} else {
			return IPPROTO_NONE;
		}
		next = ext->next;
	}
	return next;
}

LIB enum stamp_verdict parse_ipv6(struct cursor *c, struct frame *f, struct headers *h) {
	struct ipv6hdr *ip = TAKE(c, struct ipv6hdr);

	if (!ip || ip->version != 6)
		return STAMP_V_NOT_STAMP;
	f->is_ipv6 = 1;
	if (UNLIKELY(ip->nexthdr != IPPROTO_UDP) &&
	    skip_ipv6_headers(c, f, ip->nexthdr) != IPPROTO_UDP)
		return STAMP_V_NOT_STAMP;
	h->ip6 = ip;
	h->is_ipv6 = 1;
	return STAMP_V_GO_ON;
}

/*
 * Finds the UDP header of a frame that begins at `start`. STAMP_V_NOT_STAMP: there is none.
 * Ask for the port first, then for complete() and check_lengths().
 */
LIB enum stamp_verdict parse_udp(void *start, void *end, int has_mac, struct frame *f,
				 struct headers *h) {
	struct cursor c = {(__u8 *)start, (__u8 *)end};
	__be16 protocol = has_mac ? parse_ethernet(&c, h) : peek_ip_version(&c);
	enum stamp_verdict v;

	f->l3 = (__u32)(c.pos - (__u8 *)start);
	if (protocol == stamp_swap16(ETH_P_IP))
		v = parse_ipv4(&c, h);
	else if (protocol == stamp_swap16(ETH_P_IPV6))
		v = parse_ipv6(&c, f, h);
	else
		v = STAMP_V_NOT_STAMP;
	if (v)
		return v;
	f->l4 = (__u32)(c.pos - (__u8 *)start);
	h->udp = TAKE(&c, struct udphdr);
	return h->udp ? STAMP_V_GO_ON : STAMP_V_NOT_STAMP;
}

/* The rest of the frame, which only a packet to one of our ports is asked for. */
LIB void complete(struct frame *f, const struct headers *h) {
	if (h->is_ipv6) {
		f->ip_octets = stamp_swap16(h->ip6->payload_len) + sizeof(struct ipv6hdr);
	} else {
		f->ip_octets = stamp_swap16(h->ip4->tot_len);
		f->is_fragment = !!(h->ip4->frag_off & stamp_swap16(IPV4_MORE_FRAGMENTS));
	}
}

/*
 * The UDP length decides how long a payload is; the frame may be longer (Ethernet pads to 60
 * octets), never shorter. `frame_octets`: of the whole frame.
 */
LIB enum stamp_verdict check_lengths(struct frame *f, const struct udphdr *udp,
				     __u32 frame_octets) {
	__u32 octets = stamp_swap16(udp->len);

	if (octets < sizeof(*udp) || f->l4 + octets > f->l3 + f->ip_octets ||
	    f->l3 + f->ip_octets > frame_octets)
		return STAMP_V_SHORT;
	f->payload = (__u16)(octets - sizeof(*udp));
	return STAMP_V_GO_ON;
}

/*
 * The pointers of a frame that was parsed before, after a helper invalidated them; with at least
 * `payload` octets behind the UDP header. 0: they do not lie in [start, end).
 */
LIB int locate(void *start, void *end, int has_mac, const struct frame *f, __u32 payload,
	       struct headers *h) {
	__u8 *l3 = (__u8 *)start + (f->l3 & 0xff);
	__u8 *l4 = (__u8 *)start + (f->l4 & 0xff);

	if (l4 + sizeof(struct udphdr) + payload > (__u8 *)end)
		return 0;
	if (has_mac && (__u8 *)start + sizeof(struct mac_header) > (__u8 *)end)
		return 0;
	if (f->is_ipv6 ? l3 + sizeof(struct ipv6hdr) > (__u8 *)end
		       : l3 + sizeof(struct iphdr) > (__u8 *)end)
		return 0;
	h->eth = (struct mac_header *)start;
	h->ip4 = (struct iphdr *)l3;
	h->is_ipv6 = f->is_ipv6;
	h->udp = (struct udphdr *)l4;
	return 1;
}

LIB struct stamp_addr map_ipv4(__be32 addr) {
	struct stamp_addr mapped = {{0, 0, stamp_swap32(0xffff), addr}};

	return mapped;
}

LIB struct stamp_addr ipv6_addr(const struct in6_addr *addr) {
	struct stamp_addr copy;

	__builtin_memcpy(&copy, addr, sizeof(copy));
	return copy;
}

LIB struct stamp_addr source_of(const struct headers *h) {
	return h->is_ipv6 ? ipv6_addr(&h->ip6->saddr) : map_ipv4(h->ip4->saddr);
}

LIB struct stamp_addr destination_of(const struct headers *h) {
	return h->is_ipv6 ? ipv6_addr(&h->ip6->daddr) : map_ipv4(h->ip4->daddr);
}

LIB __u8 ttl_of(const struct headers *h) {
	return h->is_ipv6 ? h->ip6->hop_limit : h->ip4->ttl;
}

/* DSCP and ECN in one octet (RFC 2474 3, RFC 3168 5). */
LIB __u8 tos_of(const struct headers *h) {
	return h->is_ipv6 ? (__u8)(h->ip6->priority << 4 | h->ip6->flow_lbl[0] >> 4) : h->ip4->tos;
}

#endif
