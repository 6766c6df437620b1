/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the IP header: addresses of either family, TTL, traffic class. */
#ifndef STAMP_LIB_ADDRESS_H
#define STAMP_LIB_ADDRESS_H

#include "parse.h"

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
	return h->is_ipv6 ? ipv6_addr(&ipv6_of(h)->saddr) : map_ipv4(h->ip4->saddr);
}

LIB struct stamp_addr destination_of(const struct headers *h) {
	return h->is_ipv6 ? ipv6_addr(&ipv6_of(h)->daddr) : map_ipv4(h->ip4->daddr);
}

LIB int same_addr(const struct stamp_addr *a, const struct stamp_addr *b) {
	return !((a->word[0] ^ b->word[0]) | (a->word[1] ^ b->word[1]) | (a->word[2] ^ b->word[2]) |
		 (a->word[3] ^ b->word[3]));
}

/* Compared where they lie: two addresses are eight registers (verifier: FENCED_SPILLS). */
LIB int is_mapped_as(const struct stamp_addr *a, __be32 addr) {
	return !(a->word[0] | a->word[1] | (a->word[2] ^ stamp_swap32(0xffff)) |
		 (a->word[3] ^ addr));
}

LIB int is_source(const struct headers *h, const struct stamp_addr *a) {
	return h->is_ipv6 ? same_addr((const struct stamp_addr *)&ipv6_of(h)->saddr, a)
			  : is_mapped_as(a, h->ip4->saddr);
}

LIB int is_destination(const struct headers *h, const struct stamp_addr *a) {
	return h->is_ipv6 ? same_addr((const struct stamp_addr *)&ipv6_of(h)->daddr, a)
			  : is_mapped_as(a, h->ip4->daddr);
}

LIB __u8 ttl_of(const struct headers *h) {
	return h->is_ipv6 ? ipv6_of(h)->hop_limit : h->ip4->ttl;
}

/* DSCP and ECN in one octet (RFC 2474 3, RFC 3168 5). */
LIB __u8 tos_of(const struct headers *h) {
	const struct ipv6hdr *six = ipv6_of(h);

	return h->is_ipv6 ? (__u8)(six->priority << 4 | six->flow_lbl[0] >> 4) : h->ip4->tos;
}

#endif
