// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A STAMP packet as the floor's programs see it: over IPv4 without options or IPv6, and nothing
// else.
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

#include <bpf/bpf_helpers.h>

#include "stamp/limits.h"
#include "stamp/wire.h"

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

static __always_inline int parse_skb(struct __sk_buff *skb, struct packet *p) {
	return parse((void *)(long)skb->data, (void *)(long)skb->data_end, p);
}

static __always_inline int parse_xdp(struct xdp_md *xdp, struct packet *p) {
	return parse((void *)(long)xdp->data, (void *)(long)xdp->data_end, p);
}

static __always_inline int is_request(const struct packet *p) {
	return p->udp->dest == stamp_swap16(STAMP_PORT);
}
