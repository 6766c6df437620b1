/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The reflector at tc: ingress turns a request into its reply, egress writes T3. */
#ifndef STAMP_REFLECTOR_H
#define STAMP_REFLECTOR_H

#include "admission.h"
#include "env.h"
#include "lib/guard.h"
#include "lib/reflect.h"
#include "record.h"

enum { UDP_OCTETS = sizeof(struct udphdr) };

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

/* Of a packet to one of our ports: is it one that this path can answer? */
static __always_inline enum stamp_verdict check_request(const struct __sk_buff *skb,
							struct frame *f, const struct headers *h) {
	enum stamp_verdict v;

	complete(f, h);
	if (f->is_fragment)
		return STAMP_V_FRAGMENT;
	if (f->is_extended || skb->gso_size)
		return STAMP_V_SLOW_PATH;
	v = check_lengths(f, h->udp, skb->len);
	if (v)
		return v;
	return f->payload < STAMP_TWAMP_REQUEST_OCTETS ? STAMP_V_SHORT : STAMP_V_GO_ON;
}

static __always_inline enum stamp_verdict verify_ipv4(struct __sk_buff *skb, const struct frame *f,
						      const struct headers *h) {
	__u32 options = f->l4 - f->l3 - sizeof(struct iphdr);
	__u64 sum = ipv4_header_sum(h->ip4);

	if (UNLIKELY(options))
		sum += sum_range(skb, f->l3 + sizeof(struct iphdr), options);
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

/*
 * Room for the reply: a request shorter than the base packet is answered with a base packet
 * (RFC 8762 4.6). The second look at the bounds is for the verifier.
 */
static __always_inline int make_room(struct __sk_buff *skb, const struct frame *f,
				     struct headers *h) {
	__u32 octets = f->l4 + UDP_OCTETS + STAMP_BASE_OCTETS;
	int grows = f->payload < STAMP_BASE_OCTETS;

	if (grows && bpf_skb_change_tail(skb, octets, 0))
		return 0;
	if (!reach(skb, f, STAMP_BASE_OCTETS, h))
		return 0;
	if (grows)
		h->udp->len = stamp_swap16(UDP_OCTETS + STAMP_BASE_OCTETS);
	return 1;
}

/* Octets behind the UDP header belong to the reply from here on. */
static __always_inline void write_checksum(struct __sk_buff *skb, const struct frame *f,
					   struct headers *h, int partial, __u64 before) {
	__u64 after = sum_words(h->udp + 1, STAMP_BASE_OCTETS);
	int grown = f->payload < STAMP_BASE_OCTETS;

	if (partial) {
		if (grown)
			h->udp->check = fold(pseudo_header_sum(h));
		return;
	}
	if (h->udp->check && !grown) {
		h->udp->check = updated_checksum(h->udp->check, before, after);
		return;
	}
	h->udp->check = 0;
	after += pseudo_header_sum(h) + sum_words(h->udp, UDP_OCTETS);
	if (f->payload > STAMP_BASE_OCTETS)
		after += sum_range(skb, f->l4 + UDP_OCTETS + STAMP_BASE_OCTETS,
				   f->payload - STAMP_BASE_OCTETS);
	h->udp->check = udp_checksum(after);
}

static __always_inline enum stamp_verdict turn_addresses(struct headers *h, const struct frame *f,
							 void *end) {
	__u16 octets = (__u16)f->ip_octets;

	if (f->payload < STAMP_BASE_OCTETS)
		octets = (__u16)(f->l4 - f->l3 + UDP_OCTETS + STAMP_BASE_OCTETS);
	if (h->is_ipv6) {
		turn_ipv6(h->ip6, octets);
	} else {
		__s64 options = blank_options(h->ip4, end);

		if (options < 0)
			return STAMP_V_NO_ROOM;
		turn_ipv4(h->ip4, octets, (__u64)options);
	}
	if (cfg.has_mac)
		turn_ethernet(h->eth);
	turn_ports(h->udp);
	return STAMP_V_GO_ON;
}

static __always_inline enum stamp_verdict answer(struct __sk_buff *skb, const struct frame *f,
						 struct headers *h,
						 const struct stamp_request *request,
						 __u64 base_sum, __s64 t2, int partial) {
	struct stamp_reply reply;
	__u8 ttl;

	if (!make_room(skb, f, h))
		return STAMP_V_NO_ROOM;
	ttl = ttl_of(h);
	if (cfg.report_answers)
		report(source_of(h), h->udp->source, 0, t2, f, ttl, tos_of(h), request);
	reply = reply_to(request, request->seq, wire_time(t2), live.error_estimate, ttl);
	__builtin_memcpy(h->udp + 1, &reply, sizeof(reply));
	if (turn_addresses(h, f, end_of(skb)))
		return STAMP_V_NO_ROOM;
	write_checksum(skb, f, h, partial, base_sum);
	return STAMP_V_REFLECTED;
}

static __always_inline enum stamp_verdict reflect(struct __sk_buff *skb, int *partial) {
	struct frame f = {};
	struct headers h = {};
	enum stamp_verdict v = open_frame(skb, &f, &h);
	struct stamp_request request;
	struct stamp_source *source;
	struct stamp_addr from, to;
	__u64 base_sum;
	__s64 t2;

	if (v || !is_our_port(h.udp->dest) || skb->pkt_type == PACKET_OTHERHOST)
		return STAMP_V_NOT_STAMP;
	if (cfg.has_mac && skb->pkt_type != PACKET_HOST)
		return STAMP_V_MULTICAST; /* a frame to everybody (RFC 1122 3.3.6) */
	from = source_of(&h);
	to = destination_of(&h);
	source = known_source(&from);
	v = check_destination(&h, &to, source);
	if (!v)
		v = check_request(skb, &f, &h);
	if (v)
		return v;
	t2 = utc_now();
	if (!read_base(skb, &f, &h, STAMP_TWAMP_REQUEST_OCTETS, &request))
		return STAMP_V_NO_ROOM;
	/* Before admission: it may be for somebody else's sender on this host. */
	if (is_reply(&request, is_our_port(h.udp->source)))
		return STAMP_V_LOOP;
	v = h.is_ipv6 ? STAMP_V_GO_ON : verify_ipv4(skb, &f, &h);
	if (!v)
		v = admit(&h, &from, &to, source, (__u64)t2);
	if (v)
		return v;
	base_sum = sum_words(&request, sizeof(request));
	v = verify_udp(skb, &f, &h, base_sum, partial);
	return v ? v : answer(skb, &f, &h, &request, base_sum, t2, *partial);
}

/* T3 into a reply that `reflect` marked, wherever the frame is by now. */
static __always_inline enum stamp_verdict write_t3(struct __sk_buff *skb) {
	struct frame f = {};
	struct headers h = {};
	struct stamp_reply *reply;
	struct stamp_ts t3;

	if ((skb->mark & ~STAMP_MARK_PARTIAL) != STAMP_MARK || open_frame(skb, &f, &h) ||
	    !is_our_port(h.udp->source))
		return STAMP_V_NOT_STAMP;
	if (!reach(skb, &f, STAMP_BASE_OCTETS, &h))
		return STAMP_V_NO_ROOM;
	reply = (struct stamp_reply *)(h.udp + 1);
	t3 = wire_time(utc_now());
	if (!(skb->mark & STAMP_MARK_PARTIAL))
		h.udp->check = updated_checksum(h.udp->check, sum_words(&reply->ts, sizeof(t3)),
						sum_words(&t3, sizeof(t3)));
	reply->ts = t3;
	skb->mark = 0;
	return STAMP_V_STAMPED;
}

#endif
