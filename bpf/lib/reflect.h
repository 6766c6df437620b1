/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Turns a request into its reply, in place. */
#ifndef STAMP_LIB_REFLECT_H
#define STAMP_LIB_REFLECT_H

#include "address.h"
#include "checksum.h"
#include "stamp/abi.h"

#define TOS_ECN 0x03u
#define IPV4_NO_OPERATION 1u /* an option of one octet (RFC 791 3.1) */

/* RFC 8762 4.3.1. T3 is the receive time until egress writes the real one. */
LIB struct stamp_reply reply_to(const struct stamp_request *request, __be32 seq, struct stamp_ts rx,
				__be16 error_estimate, __u8 ttl) {
	struct stamp_reply reply = {};

	reply.seq = seq;
	reply.ts = rx;
	reply.error = error_estimate;
	reply.ssid = request->ssid;
	reply.rx = rx;
	reply.sender_seq = request->seq;
	reply.sender_ts = request->ts;
	reply.sender_error = request->error;
	reply.sender_ttl = ttl;
	return reply;
}

/*
 * As sum_words() of the reply, field by field: they are in registers, from where narrow stores and
 * wide loads of the same octets would have to wait for each other.
 */
LIB __u64 reply_sum(const struct stamp_reply *r) {
	const __u8 ttl[2] = {r->sender_ttl, 0}; /* in the order of the wire */
	__u16 ttl_word;

	__builtin_memcpy(&ttl_word, ttl, sizeof(ttl_word));
	return (__u64)r->seq + r->ts.sec + r->ts.frac + r->error + r->ssid + r->rx.sec +
	       r->rx.frac + r->sender_seq + r->sender_ts.sec + r->sender_ts.frac + r->sender_error +
	       ttl_word;
}

/* Writes the reply over its request. Returns its sum. */
LIB __u64 make_reply(struct stamp_request *request, __be32 seq, struct stamp_ts rx,
		     __be16 error_estimate, __u8 ttl) {
	const struct stamp_reply reply = reply_to(request, seq, rx, error_estimate, ttl);

	__builtin_memcpy(request, &reply, sizeof(reply));
	return reply_sum(&reply);
}

LIB void turn_ethernet(struct mac_header *eth) {
	UNROLL
	for (int i = 0; i < 3; i++) {
		__be16 source = eth->source[i];

		eth->source[i] = eth->dest[i];
		eth->dest[i] = source;
	}
}

/* DSCP is kept, ECN cleared. What follows the first 20 octets is No-Operation throughout. */
LIB void turn_ipv4(struct iphdr *ip, __u16 octets) {
	struct iphdr turned = *ip;

	turned.saddr = ip->daddr;
	turned.daddr = ip->saddr;
	turned.tos &= (__u8)~TOS_ECN;
	turned.ttl = STAMP_REPLY_TTL;
	turned.tot_len = stamp_swap16(octets);
	turned.check = 0;
	turned.check = (__sum16)~fold(ipv4_header_sum(&turned) +
				      (ip->ihl - 5u) * (IPV4_NO_OPERATION * 0x01010101ull));
	*ip = turned;
}

LIB void turn_ipv6(struct ipv6hdr *ip, __u16 octets) {
	struct in6_addr source = ip->saddr;

	ip->saddr = ip->daddr;
	ip->daddr = source;
	ip->flow_lbl[0] &= (__u8) ~(TOS_ECN << 4);
	ip->hop_limit = STAMP_REPLY_TTL;
	ip->payload_len = stamp_swap16((__u16)(octets - sizeof(*ip)));
}

/* Called before the header is turned. */
LIB void set_dscp(const struct headers *h, __u8 dscp) {
	struct ipv6hdr *ip6;

	if (!h->is_ipv6) {
		h->ip4->tos = (__u8)(dscp << 2);
		return;
	}
	ip6 = ipv6_of(h);
	ip6->priority = (__u8)(dscp >> 2);
	ip6->flow_lbl[0] = (__u8)((ip6->flow_lbl[0] & 0x0f) | dscp << 6);
}

/* The destination of the request, before the header is turned: the source of the reply. */
LIB void set_destination(const struct headers *h, const struct stamp_addr *addr) {
	if (h->is_ipv6)
		__builtin_memcpy(&ipv6_of(h)->daddr, addr, sizeof(*addr));
	else
		h->ip4->daddr = addr->word[3];
}

LIB void turn_ports(struct udphdr *udp) {
	__be16 source = udp->source;

	udp->source = udp->dest;
	udp->dest = source;
}

#endif
