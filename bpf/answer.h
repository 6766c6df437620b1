/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a plain request to its reply, where it lies. At tc, egress writes T3 later. */
#ifndef STAMP_ANSWER_H
#define STAMP_ANSWER_H

#include "lib/reflect.h"
#include "record.h"
#include "request.h"
#include "session.h"

enum { UDP_OCTETS = sizeof(struct udphdr) };

/*
 * What became of a request, from the functions that the programs call: a verdict and, above it,
 * the low bits of the mark that tells egress how to finish the reply.
 */
enum { OUTCOME_MARK_SHIFT = 8 };

static __always_inline enum stamp_verdict verdict_of(__u32 outcome) {
	return (enum stamp_verdict)(outcome & 0xff);
}

/* Of a stateful reflector; NULL: there is no room for it. */
static __always_inline struct stamp_session *
find_session(struct scratch *s, __be16 near_port, __be16 far_port, const struct stamp_addr *from,
	     const struct stamp_addr *to, const struct stamp_request *request) {
	s->key.near = *to;
	s->key.far = *from;
	s->key.near_port = near_port;
	s->key.far_port = far_port;
	s->key.ssid = request->ssid;
	return session_for(&s->key, stamp_swap32(request->seq));
}

/* A TLV fits behind the base packet, and is to be looked at. */
static __always_inline int may_have_tlvs(const struct frame *f) {
	return cfg.process_tlvs && f->payload >= base_octets() + sizeof(struct stamp_tlv);
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

/* Computed anew, over a base packet that sums up to `base` and what is behind it in the packet. */
static __always_inline __sum16 full_checksum(const struct pkt *p, const struct headers *h,
					     const struct frame *f, __u64 base) {
	h->udp->check = 0;
	base += pseudo_header_sum(h) + sum_words(h->udp, UDP_OCTETS);
	if (f->payload > base_octets())
		base += sum_range(p, f->l4 + UDP_OCTETS + base_octets(),
				  f->payload - base_octets());
	return udp_checksum(base);
}

/* The checksum of the reply, whose base packet sums up to `after`. */
static __always_inline __sum16 reply_checksum(const struct pkt *p, const struct exchange *x,
					      __u64 after) {
	const struct headers *h = &x->h;

	if (x->partial && p->hook == HOOK_TC)
		return h->udp->check;
	if (!x->partial && h->udp->check)
		return updated_checksum(h->udp->check, x->request_sum, after);
	return full_checksum(p, h, &x->f, after);
}

static __always_inline void report_answer(__s64 t2, const struct stamp_addr *from, __be16 port,
					  const struct frame *f, __u8 ttl, __u8 tos,
					  const struct stamp_request *request) {
	struct scratch *s = scratch_space();

	if (!s)
		return;
	describe(&s->record, t2, from, port, f, ttl, tos);
	__builtin_memcpy(s->record.octets, request, sizeof(*request));
	report(s);
}

static __always_inline __u32 answer_in_place(const struct pkt *p, struct exchange *x,
					     const struct ends *ends) {
	struct scratch *s;
	__be32 seq = x->request.seq;
	struct stamp_session *session;
	struct stamp_reply reply;
	const __u8 ttl = ttl_of(&x->h), tos = tos_of(&x->h);

	if (cfg.max_sessions) {
		s = scratch_space();
		if (!s)
			return STAMP_V_NO_ROOM;
		session = find_session(s, x->h.udp->dest, x->h.udp->source, &ends->from, &ends->to,
				       &x->request);
		if (!session)
			return STAMP_V_SESSIONS_FULL;
		seq = stamp_swap32(take_number(session)); /* nothing can fail any more */
	}
	turn(&x->h, &x->f);
	reply = reply_to(&x->request, seq, wire_time(x->t2), live.error_estimate, ttl);
	if (p->hook == HOOK_XDP)
		reply.ts = wire_time(utc_now()); /* T3 */
	x->h.udp->check = reply_checksum(p, x, reply_sum(&reply));
	__builtin_memcpy(x->h.udp + 1, &reply, sizeof(reply));
	if (cfg.report_answers)
		report_answer(x->t2, &ends->from, x->h.udp->dest, &x->f, ttl, tos, &x->request);
	return STAMP_V_REFLECTED | (x->partial ? STAMP_MARK_PARTIAL << OUTCOME_MARK_SHIFT : 0);
}

#endif
