/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frames that are not plain: tags, IPv4 options, IPv6 extension headers, headers in several pieces.
 * Their headers are read and written through copies, at offsets kept as numbers.
 */
#ifndef STAMP_LIB_UNUSUAL_H
#define STAMP_LIB_UNUSUAL_H

#include "octets.h"
#include "parse.h"

LIB void point_at(struct headers *h, struct header_copy *copy) {
	h->eth = &copy->eth;
	if (h->is_ipv6)
		h->ip6 = &copy->ip6;
	else
		h->ip4 = &copy->ip4;
	h->udp = &copy->udp;
	h->is_copied = 1;
}

/* Copies the headers of a plain frame. 0: they are not all there. */
LIB int copy_headers(const struct pkt *p, int has_mac, struct header_copy *copy,
		     const struct frame *f, struct headers *h) {
	if (has_mac && load_octets(p, 0, &copy->eth, sizeof(copy->eth)))
		return 0;
	if (h->is_ipv6 ? load_octets(p, f->l3, &copy->ip6, sizeof(copy->ip6))
		       : load_octets(p, f->l3, &copy->ip4, sizeof(copy->ip4)))
		return 0;
	if (load_octets(p, f->l4, &copy->udp, sizeof(copy->udp)))
		return 0;
	point_at(h, copy);
	return 1;
}

/* The protocol behind the MAC header and up to STAMP_MAX_VLAN_TAGS tags; 0: none of ours. */
LIB __be16 load_protocol(const struct pkt *p, int has_mac, struct header_copy *copy,
			 struct frame *f) {
	struct {
		__be16 tci, protocol;
	} tag;
	__be16 protocol;
	__u8 first;

	f->l3 = 0;
	if (!has_mac)
		return load_octets(p, 0, &first, 1) ? 0 : protocol_of_version(first);
	if (load_octets(p, 0, &copy->eth, sizeof(copy->eth)))
		return 0;
	f->l3 = sizeof(copy->eth);
	protocol = copy->eth.protocol;
	UNROLL
	for (int i = 0; i < STAMP_MAX_VLAN_TAGS; i++) {
		if (!is_vlan(protocol))
			break;
		if (load_octets(p, f->l3, &tag, sizeof(tag)))
			return 0;
		f->l3 += sizeof(tag);
		protocol = tag.protocol;
	}
	return protocol;
}

/*
 * 1 when a and b are equal, else 0, without a branch (verifier: FEW_PATHS).
 */
LIB __u32 equals(__u8 a, __u8 b) {
	__u32 difference = a ^ b;

	PIN(difference);
	return (difference - 1) >> 31;
}

/* RFC 8200 4: looks through extension headers, for the port only. 0: UDP is not behind them. */
LIB int skip_ipv6_headers(const struct pkt *p, struct frame *f, __u8 next) {
	struct {
		__u8 next, length;
		__be16 fragment;
	} ext;

	UNROLL
	for (int i = 0; i < STAMP_MAX_IPV6_HEADERS; i++) {
		__u32 is_fragment = equals(next, IPPROTO_FRAGMENT);

		if (next == IPPROTO_UDP)
			return 1;
		if (!is_ipv6_extension(next) || load_octets(p, f->l4, &ext, sizeof(ext)))
			return 0;
		if (is_fragment * (ext.fragment & stamp_swap16(0xfff8)) != 0)
			return 0; /* a later fragment */
		f->is_extended = 1;
		f->is_fragment |= (__u8)is_fragment;
		f->l4 += 8 + (1 - is_fragment) * 8 * ext.length;
		next = ext.next;
	}
	return next == IPPROTO_UDP;
}

/* As parse_plain(), of any shape, into `copy`. */
LIB enum shape parse_copy(const struct pkt *p, int has_mac, struct header_copy *copy,
			  struct frame *f, struct headers *h) {
	__be16 protocol = load_protocol(p, has_mac, copy, f);

	if (protocol == stamp_swap16(ETH_P_IP)) {
		if (load_octets(p, f->l3, &copy->ip4, sizeof(copy->ip4)) ||
		    shape_of_ipv4(&copy->ip4) == SHAPE_FOREIGN)
			return SHAPE_FOREIGN;
		h->is_ipv6 = 0;
		f->l4 = f->l3 + copy->ip4.ihl * 4u;
	} else if (protocol == stamp_swap16(ETH_P_IPV6)) {
		if (load_octets(p, f->l3, &copy->ip6, sizeof(copy->ip6)) || copy->ip6.version != 6)
			return SHAPE_FOREIGN;
		h->is_ipv6 = 1;
		f->l4 = f->l3 + sizeof(copy->ip6);
		if (!skip_ipv6_headers(p, f, copy->ip6.nexthdr))
			return SHAPE_FOREIGN;
	} else {
		return SHAPE_FOREIGN;
	}
	if (load_octets(p, f->l4, &copy->udp, sizeof(copy->udp)))
		return SHAPE_FOREIGN;
	point_at(h, copy);
	return SHAPE_UNUSUAL;
}

#endif
