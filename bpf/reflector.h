/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reflector: a request becomes its reply where it lies. At XDP that is all; at tc the egress
 * program writes T3.
 */
#ifndef STAMP_REFLECTOR_H
#define STAMP_REFLECTOR_H

#include "admission.h"
#include "lib/guard.h"
#include "lib/reflect.h"
#include "record.h"
#include "session.h"
#include "verify.h"

enum { UDP_OCTETS = sizeof(struct udphdr) };

/* What the answer is made of. */
struct exchange {
	struct frame f;
	struct headers h;
	struct stamp_request request;
	struct stamp_session *session; /* of a stateful reflector */
	__u64 request_sum;
	__s64 t2;
	int partial; /* the UDP checksum is left to a device */
	__u8 ttl, tos;
};

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

/* Of a reply on its way to our egress program. */
static __always_inline __u32 reply_mark(void) {
	return STAMP_MARK | (cfg.generation ? STAMP_MARK_GENERATION : 0);
}

/* Of a packet to one of our ports: is it one that this path can answer? */
static __always_inline enum stamp_verdict check_request(const struct pkt *p, struct frame *f,
							const struct headers *h) {
	enum stamp_verdict v;

	complete(f, h);
	if (f->is_fragment)
		return STAMP_V_FRAGMENT;
	if (f->is_extended || (p->hook == HOOK_TC && skb_of(p)->gso_size))
		return STAMP_V_SLOW_PATH;
	v = check_lengths(f, h->udp, frame_octets(p));
	if (v)
		return v;
	return f->payload < STAMP_TWAMP_REQUEST_OCTETS ? STAMP_V_SHORT : STAMP_V_GO_ON;
}

static __always_inline int is_short(const struct frame *f) {
	return f->payload < STAMP_BASE_OCTETS;
}

/* The checksum of the reply, whose octets behind the UDP header sum up to `after`. */
static __always_inline __sum16 reply_checksum(const struct pkt *p, const struct exchange *x,
					      __u64 after) {
	const struct headers *h = &x->h;

	if (x->partial && p->hook == HOOK_TC)
		return is_short(&x->f) ? fold(pseudo_header_sum(h)) : h->udp->check;
	if (!x->partial && h->udp->check && !is_short(&x->f))
		return updated_checksum(h->udp->check, x->request_sum, after);
	h->udp->check = 0;
	after += pseudo_header_sum(h) + sum_words(h->udp, UDP_OCTETS);
	if (x->f.payload > STAMP_BASE_OCTETS)
		after += sum_range(p, x->f.l4 + UDP_OCTETS + STAMP_BASE_OCTETS,
				   x->f.payload - STAMP_BASE_OCTETS);
	return udp_checksum(after);
}

static __always_inline void turn(struct headers *h, const struct frame *f) {
	__u16 octets = (__u16)f->ip_octets;

	if (is_short(f)) {
		octets = (__u16)(f->l4 - f->l3 + UDP_OCTETS + STAMP_BASE_OCTETS);
		h->udp->len = stamp_swap16(UDP_OCTETS + STAMP_BASE_OCTETS);
	}
	if (h->is_ipv6)
		turn_ipv6(ipv6_of(h), octets);
	else
		turn_ipv4(h->ip4, octets);
	if (cfg.has_mac)
		turn_ethernet(h->eth);
	turn_ports(h->udp);
}

static const __u8 no_operations[64] = {[0 ... 63] = IPV4_NO_OPERATION};

/*
 * Options of the request mean nothing on the way back (a source route would even misdirect it):
 * they become No-Operation, so that both packets have one size.
 */
static __always_inline long blank_options(const struct pkt *p, const struct frame *f) {
	__u32 octets = f->l4 - f->l3 - sizeof(struct iphdr);

	if (!octets)
		return 0;
	octets = (opaque(octets - 1) & 63) + 1;
	return store_octets(p, f->l3 + sizeof(struct iphdr), (void *)no_operations, octets);
}

/* Headers that were copied go back to where they came from, and the reply behind them. */
static __always_inline enum stamp_verdict put_back(const struct pkt *p, struct exchange *x,
						   const struct stamp_reply *reply) {
	struct scratch *s = scratch_space();
	const struct headers *h = &x->h;
	long error = 0;

	if (!s)
		return STAMP_V_NO_ROOM;
	s->reply = *reply; /* which stays in registers, since no helper sees it */
	if (cfg.has_mac)
		error |= store_octets(p, 0, h->eth, sizeof(*h->eth));
	if (h->is_ipv6)
		error |= store_octets(p, x->f.l3, h->ip6, sizeof(*h->ip6));
	else
		error |=
			store_octets(p, x->f.l3, h->ip4, sizeof(*h->ip4)) | blank_options(p, &x->f);
	error |= store_octets(p, x->f.l4, h->udp, sizeof(*h->udp));
	error |= store_octets(p, x->f.l4 + UDP_OCTETS, &s->reply, sizeof(s->reply));
	return error ? STAMP_V_NO_ROOM : STAMP_V_REFLECTED;
}

/* A request shorter than the base packet is answered with a base packet (RFC 8762 4.6). */
static __always_inline enum stamp_verdict answer(const struct pkt *p, struct exchange *x) {
	__be32 seq = x->request.seq;
	struct stamp_reply reply;
	struct stamp_ts t2;

	if (x->h.is_copied && is_short(&x->f) &&
	    resize(p, x->f.l4 + UDP_OCTETS + STAMP_BASE_OCTETS))
		return STAMP_V_NO_ROOM;
	x->ttl = ttl_of(&x->h);
	x->tos = tos_of(&x->h);
	turn(&x->h, &x->f);
	t2 = wire_time(x->t2);
	if (cfg.max_sessions && x->session)
		seq = stamp_swap32(take_number(x->session)); /* nothing can fail any more */
	reply = reply_to(&x->request, seq, t2, live.error_estimate, x->ttl);
	if (p->hook == HOOK_XDP)
		reply.ts = wire_time(utc_now()); /* T3 */
	x->h.udp->check = reply_checksum(p, x, reply_sum(&reply));
	if (x->h.is_copied)
		return put_back(p, x, &reply);
	__builtin_memcpy(x->h.udp + 1, &reply, sizeof(reply));
	return STAMP_V_REFLECTED;
}

static __always_inline int find_session(struct exchange *x, const struct stamp_addr *from,
					const struct stamp_addr *to) {
	struct scratch *s = scratch_space();

	if (!s)
		return 0;
	s->key.near = *to;
	s->key.far = *from;
	s->key.near_port = x->h.udp->dest;
	s->key.far_port = x->h.udp->source;
	s->key.ssid = x->request.ssid;
	x->session = session_for(&s->key, stamp_swap32(x->request.seq));
	return !!x->session;
}

static __always_inline enum stamp_verdict reflect(const struct pkt *p, struct exchange *x) {
	enum stamp_verdict v;
	struct stamp_source *source;
	struct stamp_addr from, to;

	if (!open_frame(p, &x->f, &x->h) || !is_our_port(x->h.udp->dest))
		return STAMP_V_NOT_STAMP;
	v = check_link(p, &x->h);
	if (v)
		return v;
	x->t2 = utc_now(); /* before the tables, whose cold lines would count as path */
	from = source_of(&x->h);
	to = destination_of(&x->h);
	source = known_source(&from);
	v = check_destination(&x->h, &to, source);
	if (!v)
		v = check_request(p, &x->f, &x->h);
	if (v)
		return v;
	if (!read_base(p, &x->f, &x->h, STAMP_TWAMP_REQUEST_OCTETS, &x->request))
		return STAMP_V_NO_ROOM;
	/* Before admission: it may be for somebody else's sender on this host. */
	if (is_reply(&x->request, is_our_port(x->h.udp->source)))
		return STAMP_V_LOOP;
	v = x->h.is_ipv6 ? STAMP_V_GO_ON : verify_ipv4(p, &x->f, &x->h);
	if (!v)
		v = admit(&x->h, &from, &to, source, (__u64)x->t2);
	if (v)
		return v;
	x->request_sum = sum_words(&x->request, sizeof(x->request));
	v = verify_udp(p, &x->f, &x->h, x->request_sum, &x->partial);
	if (v)
		return v;
	if (cfg.max_sessions && !find_session(x, &from, &to))
		return STAMP_V_SESSIONS_FULL;
	v = answer(p, x);
	if (v == STAMP_V_REFLECTED && cfg.report_answers)
		report(from, x->h.udp->dest, 0, x->t2, &x->f, x->ttl, x->tos, &x->request);
	return v;
}

/* T3 into a reply whose headers were copied. */
static __always_inline enum stamp_verdict store_t3(const struct pkt *p, const struct frame *f,
						   __sum16 check, int partial) {
	const __u32 at = f->l4 + UDP_OCTETS + __builtin_offsetof(struct stamp_reply, ts);
	struct stamp_ts before, t3;

	if (load_octets(p, at, &before, sizeof(before)))
		return STAMP_V_NO_ROOM;
	t3 = wire_time(utc_now());
	if (!partial)
		check = restamped_checksum(check, &before, &t3);
	return store_octets(p, at, &t3, sizeof(t3)) ||
			       store_octets(p, f->l4 + __builtin_offsetof(struct udphdr, check),
					    &check, sizeof(check))
		       ? STAMP_V_NO_ROOM
		       : STAMP_V_STAMPED;
}

/* T3 into a reply that `reflect` marked, wherever the frame is by now. */
static __always_inline enum stamp_verdict write_t3(const struct pkt *p) {
	struct __sk_buff *skb = skb_of(p);
	int partial = skb->mark & STAMP_MARK_PARTIAL;
	struct stamp_reply *reply;
	struct frame f = {};
	struct headers h = {};
	struct stamp_ts t3;

	if ((skb->mark & ~STAMP_MARK_PARTIAL) != reply_mark() || !open_frame(p, &f, &h) ||
	    !is_our_port(h.udp->source))
		return STAMP_V_NOT_STAMP;
	skb->mark = 0;
	if (h.is_copied || !locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, &h))
		return store_t3(p, &f, h.udp->check, partial);
	reply = (struct stamp_reply *)(h.udp + 1);
	t3 = wire_time(utc_now());
	if (!partial)
		h.udp->check = restamped_checksum(h.udp->check, &reply->ts, &t3);
	reply->ts = t3;
	return STAMP_V_STAMPED;
}

#endif
