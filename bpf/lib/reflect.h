/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a request to its reply, in place. */
#ifndef STAMP_LIB_REFLECT_H
#define STAMP_LIB_REFLECT_H

#include "checksum.h"
#include "parse.h"
#include "stamp/abi.h"

#define TOS_ECN 0x03u
#define IPV4_NO_OPERATION 0x01010101u /* four options of type 1 (RFC 791 3.1) */

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

LIB void turn_ethernet(struct mac_header *eth) {
	UNROLL
	for (int i = 0; i < 3; i++) {
		__be16 source = eth->source[i];

		eth->source[i] = eth->dest[i];
		eth->dest[i] = source;
	}
}

/*
 * Options of the request mean nothing on the way back (a source route would even misdirect it):
 * they become No-Operation, so that both packets have one size. Returns their sum; -1 beyond `end`.
 */
LIB __s64 blank_options(struct iphdr *ip, void *end) {
	any_word *option = (any_word *)(ip + 1);
	__u32 words = ip->ihl - 5u;

	for (__u32 i = 0; i < 10 && i < words; i++, option++) {
		if ((void *)(option + 1) > end)
			return -1;
		*option = IPV4_NO_OPERATION;
	}
	return (__s64)words * IPV4_NO_OPERATION;
}

/* DSCP is kept, ECN cleared. `options_sum`: of what follows the first 20 octets. */
LIB void turn_ipv4(struct iphdr *ip, __u16 octets, __u64 options_sum) {
	__be32 source = ip->saddr;

	ip->saddr = ip->daddr;
	ip->daddr = source;
	ip->tos &= (__u8)~TOS_ECN;
	ip->ttl = STAMP_REPLY_TTL;
	ip->tot_len = stamp_swap16(octets);
	ip->check = 0;
	ip->check = (__sum16)~fold(ipv4_header_sum(ip) + options_sum);
}

LIB void turn_ipv6(struct ipv6hdr *ip, __u16 octets) {
	struct in6_addr source = ip->saddr;

	ip->saddr = ip->daddr;
	ip->daddr = source;
	ip->flow_lbl[0] &= (__u8) ~(TOS_ECN << 4);
	ip->hop_limit = STAMP_REPLY_TTL;
	ip->payload_len = stamp_swap16((__u16)(octets - sizeof(*ip)));
}

LIB void turn_ports(struct udphdr *udp) {
	__be16 source = udp->source;

	udp->source = udp->dest;
	udp->dest = source;
}

#endif
