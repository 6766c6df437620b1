/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An answer that is not made in place: to an unusual frame, a request shorter than the base packet,
 * one that is signed or has TLVs. Two steps, functions of their own whose stacks do not add up.
 * Copies of the headers lie in scratch memory, and so does what the first step found out; only
 * helpers touch the packet.
 */
#ifndef STAMP_ANSWER_COPY_H
#define STAMP_ANSWER_COPY_H

#include "answer.h"
#include "tlvs.h"

/* The headers into scratch memory, where they stay for the second step. */
static __always_inline enum stamp_verdict open_headers(const struct pkt *p, struct scratch *s,
						       struct exchange *x) {
	if (!open_frame(p, &x->f, &x->h) || !is_our_port(x->h.udp->dest))
		return STAMP_V_NOT_STAMP;
	return x->h.is_copied || copy_headers(p, cfg.has_mac, &s->copy, &x->f, &x->h)
		       ? STAMP_V_GO_ON
		       : STAMP_V_NOT_STAMP;
}

/* The base packet, too. */
static __always_inline enum stamp_verdict open_base(const struct pkt *p, struct scratch *s,
						    struct exchange *x) {
	enum stamp_verdict v;

	if (cfg.authenticated && x->f.payload >= STAMP_AUTH_BASE_OCTETS) {
		if (read_auth_base(p, &x->f, s))
			return STAMP_V_NO_ROOM;
		v = check_auth_base(x, &s->auth_request);
		s->pending.request = plain_request(&s->auth_request);
		return v;
	}
	if (!load_base(p, &x->f, STAMP_TWAMP_REQUEST_OCTETS, &s->pending.request))
		return STAMP_V_NO_ROOM;
	return cfg.authenticated ? check_unsigned(x, &s->pending.request)
				 : check_base(x, &s->pending.request);
}

/* What the next steps have to know beside that. */
static __always_inline void put_off(struct scratch *s, const struct exchange *x) {
	s->pending.f = x->f;
	s->pending.from = source_of(&x->h);
	s->pending.to = destination_of(&x->h);
	s->pending.base_sum = x->base_sum;
	s->pending.session = x->ssid;
	s->pending.t2 = x->t2;
	s->pending.is_ipv6 = (__u32)x->h.is_ipv6;
	s->pending.key = 0;
	s->pending.by_hardware = (__u32)x->by_hardware;
	s->pending.ttl = ttl_of(&x->h);
	s->pending.tos = tos_of(&x->h);
}

/* The first step: reasons not to answer that the packet itself tells. */
static __always_inline __u32 examine(const struct pkt *p) {
	struct scratch *s = scratch_space();
	struct exchange x = {};
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	v = open_headers(p, s, &x);
	if (!v)
		v = check_ends(p, &x);
	if (!v)
		v = check_shape(p, &x.f, &x.h, STAMP_TWAMP_REQUEST_OCTETS);
	if (!v)
		v = open_base(p, s, &x);
	if (!v)
		put_off(s, &x);
	return v;
}

/* The second step: every other reason. What it calls wants the stack that the first one had. */
static __always_inline __u32 examine_rest(const struct pkt *p) {
	struct scratch *s = scratch_space();
	struct exchange x = {};
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	x.f = s->pending.f;
	x.h.is_ipv6 = s->pending.is_ipv6;
	point_at(&x.h, &s->copy);
	if (!recall(&x.h, &x.memory))
		return STAMP_V_NO_ROOM;
	x.base_sum = s->pending.base_sum;
	x.t2 = s->pending.t2;
	x.ssid = s->pending.session;
	v = check_rest(p, &x);
	s->pending.partial = (__u32)x.partial;
	return v;
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

/* Copied headers go back to where they came from, and the reply's base packet behind them. */
static __always_inline long put_back(const struct pkt *p, struct scratch *s,
				     const struct headers *h, const struct frame *f) {
	long error = 0;

	if (cfg.has_mac)
		error |= store_octets(p, 0, h->eth, sizeof(*h->eth));
	if (h->is_ipv6)
		error |= store_octets(p, f->l3, h->ip6, sizeof(*h->ip6));
	else
		error |= store_octets(p, f->l3, h->ip4, sizeof(*h->ip4)) | blank_options(p, f);
	error |= store_octets(p, f->l4, h->udp, sizeof(*h->udp));
	if (cfg.authenticated)
		error |= store_octets(p, f->l4 + UDP_OCTETS, &s->auth_reply, sizeof(s->auth_reply));
	else
		error |= store_octets(p, f->l4 + UDP_OCTETS, &s->reply, sizeof(s->reply));
	return error;
}

/* The reply's base packet in scratch memory, and its sum. At XDP it is finished by that. */
static __always_inline long build_reply(enum hook hook, struct scratch *s, __be32 seq, __u8 ttl,
					__u64 *sum) {
	struct stamp_reply reply = reply_to(&s->pending.request, seq, wire_time(s->pending.t2),
					    live.error_estimate, ttl);

	if (hook == HOOK_XDP)
		reply.ts = wire_time(utc_now()); /* T3 */
	s->departed = reply.ts;
	if (!cfg.authenticated) {
		s->reply = reply;
		*sum = reply_sum(&reply);
		return 0;
	}
	auth_reply(&reply, &s->auth_reply);
	if (hook == HOOK_XDP && sign_reply(s, &s->auth_reply, s->pending.key))
		return -1;
	*sum = sum_words(&s->auth_reply, sizeof(s->auth_reply));
	return 0;
}

/* An authenticated request is known to be genuine by now, and may leave its traces. */
static __always_inline enum stamp_verdict admit_signed(const struct scratch *s,
						       const struct headers *h) {
	struct memory memory;

	return recall(h, &memory)
		       ? admit(h->udp->source, h->is_ipv6, &memory, (__u64)s->pending.t2)
		       : STAMP_V_NO_ROOM;
}

/* For egress. */
static __always_inline void note_copy(const struct scratch *s, __be32 seq, int remembers) {
	struct stamp_turned *note = turned_here();

	if (!note)
		return;
	if (cfg.authenticated)
		note->base = s->auth_reply;
	if (remembers)
		note->session = s->key;
	expect_departure(note, &s->departed, seq,
			 (s->pending.partial ? STAMP_TURNED_PARTIAL : 0) |
				 (remembers ? STAMP_TURNED_REMEMBER : 0) |
				 STAMP_TURNED_KEY(s->pending.key));
}

/* What the TLVs want of the reply's IP header. */
static __always_inline void apply(const struct tlv_world *w, struct headers *h) {
	set_dscp(h, w->reply_dscp);
	if (w->has_reply_source)
		set_destination(h, &w->reply_source);
}

/* The request's headers, of one that may be answered. */
static __always_inline enum stamp_verdict open_copy(const struct pkt *p, struct scratch *s,
						    const struct frame *f, struct headers *h) {
	if (is_short(f) && resize(p, f->l4 + UDP_OCTETS + STAMP_BASE_OCTETS))
		return STAMP_V_NO_ROOM;
	point_at(h, &s->copy);
	return cfg.authenticated ? admit_signed(s, h) : STAMP_V_GO_ON;
}

/* Writes the reply. 0: done. */
static __always_inline long close_copy(const struct pkt *p, struct scratch *s,
				       const struct frame *f, struct headers *h, __be32 seq) {
	__u64 sum;

	turn(h, f);
	if (build_reply(p->hook, s, seq, s->pending.ttl, &sum))
		return -1;
	h->udp->check = s->pending.partial && p->hook == HOOK_TC ? fold(pseudo_header_sum(h))
								 : full_checksum(p, h, f, sum);
	return put_back(p, s, h, f);
}

static __always_inline __u32 answer_by_copy(const struct pkt *p) {
	struct scratch *s = scratch_space();
	struct stamp_session *session;
	struct headers h = {};
	enum stamp_verdict v;
	struct frame f;
	int has_tlvs, remembers;
	__be32 seq;

	if (!s)
		return STAMP_V_NO_ROOM;
	f = s->pending.f;
	h.is_ipv6 = s->pending.is_ipv6;
	v = open_copy(p, s, &f, &h);
	if (v)
		return v;
	session = &s->fresh; /* nobody's, and no null pointer: see has_key() */
	if (cfg.max_sessions) {
		session = find_session(s, h.udp->dest, h.udp->source, &s->pending.from,
				       &s->pending.to, s->pending.session, s->pending.request.seq);
		if (!session)
			return s->refusal;
	}
	has_tlvs = may_have_tlvs(f.payload);
	if (has_tlvs) {
		v = answer_tlvs(p, s, &h, session);
		if (v)
			return v;
		apply(&s->tlvs.world, &h);
	}
	seq = s->pending.request.seq;
	if (cfg.max_sessions)
		seq = stamp_swap32(take_number(session));
	if ((has_tlvs && sign_tlvs(p, s, seq)) || close_copy(p, s, &f, &h, seq))
		return STAMP_V_NO_ROOM;
	remembers = has_tlvs && cfg.max_sessions;
	if (p->hook == HOOK_TC)
		note_copy(s, seq, remembers);
	else if (remembers)
		remember_departure(session, seq, s->departed);
	if (cfg.report_answers) {
		note_answer(s, s->pending.t2, &s->pending.from, h.udp->dest, &f, s->pending.ttl,
			    s->pending.tos, &s->pending.request);
		report(s);
	}
	return STAMP_V_REFLECTED;
}

#endif
