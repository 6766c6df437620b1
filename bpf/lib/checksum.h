/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The Internet checksum (RFC 1071, 1624). Sums are kept in 64 bits over 32-bit words and folded
 * once; the order of octets does not matter, so nothing is swapped.
 */
#ifndef STAMP_LIB_CHECKSUM_H
#define STAMP_LIB_CHECKSUM_H

#include "parse.h"

#define CHECKSUM_GOOD 0xffffu /* the folded sum of something with a right checksum in it */

LIB __u16 fold(__u64 sum) {
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__u16)sum;
}

/* `octets` is a constant multiple of 4. */
LIB __u64 sum_words(const void *start, __u32 octets) {
	const any_word *word = (const any_word *)start;
	__u64 sum = 0;

	UNROLL
	for (__u32 i = 0; i < octets / 4; i++)
		sum += word[i];
	return sum;
}

LIB __u64 pseudo_header_sum(const struct headers *h) {
	__u64 sum = (__u64)stamp_swap16(IPPROTO_UDP) + h->udp->len;

	if (h->is_ipv6)
		return sum + sum_words(&ipv6_of(h)->saddr, 2 * sizeof(struct in6_addr));
	return sum + h->ip4->saddr + h->ip4->daddr;
}

/* Never 0, which would say "not computed" (RFC 768). */
LIB __sum16 udp_checksum(__u64 sum) {
	__u16 folded = (__u16)~fold(sum);

	return folded ? folded : 0xffff;
}

/*
 * What is added to a sum to take `from` out of it: its negative, by a multiple of 0xffff above any
 * sum of fewer than 0xffff words. Cheaper than the complement of the folded sum.
 */
LIB __u64 negative(__u64 from) {
	return (0xffffull << 32) - from;
}

/* The checksum after `from` (a sum of words) was replaced by `to`. RFC 1624 eqn. 3. */
LIB __sum16 updated_checksum(__sum16 check, __u64 from, __u64 to) {
	return udp_checksum((__u64)(__u16)~check + negative(from) + to);
}

/* The checksum after a timestamp was written over another. */
LIB __sum16 restamped_checksum(__sum16 check, const struct stamp_ts *from,
			       const struct stamp_ts *to) {
	return updated_checksum(check, sum_words(from, sizeof(*from)), sum_words(to, sizeof(*to)));
}

/* Of a header without its options; those are added by the caller. */
LIB __u64 ipv4_header_sum(const struct iphdr *ip) {
	return sum_words(ip, sizeof(*ip));
}

#endif
