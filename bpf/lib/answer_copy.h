/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An answer that is not made in place: to an unusual frame, a request shorter than the base packet,
 * one that is signed or has TLVs. Two steps, functions of their own whose stacks do not add up.
 * The work space holds copies of the headers and the state of the request; only helpers touch the
 * packet.
 */
#ifndef STAMP_LIB_ANSWER_COPY_H
#define STAMP_LIB_ANSWER_COPY_H

#include "answer.h"
#include "answer_tlvs.h"
#include "authenticated.h"
#include "signature.h"

/* Copies the headers into the work space, where the second step finds them. */
LIB enum stamp_verdict open_headers(const struct pkt *p, struct work *s, struct headers *h) {
	struct frame f = {};

	if (!open_frame(p, &f, h) || !is_our_port(h->udp->dest))
		return STAMP_V_NOT_STAMP;
	if (!h->is_copied && !copy_headers(p, cfg.has_mac, &s->copy, &f, h))
		return STAMP_V_NOT_STAMP;
	s->state.f = f;
	return STAMP_V_GO_ON;
}

/* The base packet, too. */
LIB enum stamp_verdict open_base(const struct pkt *p, struct work *s, const struct headers *h) {
	struct request_state *x = &s->state;
	enum stamp_verdict v;

	if (cfg.authenticated && x->f.payload >= STAMP_AUTH_BASE_OCTETS) {
		if (read_auth_base(p, &x->f, s))
			return STAMP_V_NO_ROOM;
		v = check_auth_base(x, h, &s->auth_request);
		x->request = plain_request(&s->auth_request);
		return v;
	}
	if (!load_base(p, &x->f, STAMP_TWAMP_REQUEST_OCTETS, &x->request))
		return STAMP_V_NO_ROOM;
	return cfg.authenticated ? check_unsigned(x, h, &x->request)
				 : check_base(x, h, &x->request);
}

/* Notes what else the next steps need. */
LIB void keep_ends(struct request_state *x, const struct headers *h) {
	x->from = source_of(h);
	x->to = destination_of(h);
	x->is_ipv6 = (__u32)h->is_ipv6;
	x->key = 0;
	x->ttl = ttl_of(h);
	x->tos = tos_of(h);
}

/* The first step: reasons not to answer that lie in the packet itself. */
LIB __u32 examine(const struct pkt *p) {
	struct work *s = work_space();
	struct cached_source cached;
	struct headers h = {};
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	v = open_headers(p, s, &h);
	if (!v)
		v = check_ends(p, &s->state, &h, &cached);
	if (!v)
		v = check_shape(p, &s->state.f, &h, STAMP_TWAMP_REQUEST_OCTETS);
	if (!v)
		v = open_base(p, s, &h);
	if (!v)
		keep_ends(&s->state, &h);
	return v;
}

/* The second step: every other reason. Its callees need the stack that the first step used. */
LIB __u32 examine_rest(const struct pkt *p) {
	struct work *s = work_space();
	struct cached_source cached;
	struct headers h = {};

	if (!s)
		return STAMP_V_NO_ROOM;
	h.is_ipv6 = s->state.is_ipv6;
	point_at(&h, &s->copy);
	if (!recall(&h, &cached))
		return STAMP_V_NO_ROOM;
	return check_rest(p, &s->state, &h, &cached);
}

/* IPV4_NO_OPERATION, as often as options are long. */
#define EIGHT_TIMES "\1\1\1\1\1\1\1\1"
static const char no_operations[] = EIGHT_TIMES EIGHT_TIMES EIGHT_TIMES EIGHT_TIMES EIGHT_TIMES
	EIGHT_TIMES EIGHT_TIMES EIGHT_TIMES;

/*
 * Options of the request mean nothing on the way back (a source route would even misdirect it):
 * they become No-Operation, so that both packets have one size.
 */
LIB long blank_options(const struct pkt *p, const struct frame *f) {
	__u32 octets = f->l4 - f->l3 - sizeof(struct iphdr);

	if (!octets)
		return 0;
	octets = (opaque(octets - 1) & 63) + 1;
	return store_octets(p, f->l3 + sizeof(struct iphdr), no_operations, octets);
}

/* Writes the copied headers back, and the reply's base packet behind them. */
LIB long put_back(const struct pkt *p, struct work *s, const struct headers *h,
		  const struct frame *f) {
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

/* The reply's base packet in the work space, and its sum. At XDP that completes it. */
LIB long build_reply(enum hook hook, struct work *s, __be32 seq, __u8 ttl, __u64 *sum) {
	struct stamp_reply reply =
		reply_to(&s->state.request, seq, wire_time(s->state.t2), live.error_estimate, ttl);

	if (hook == HOOK_XDP)
		reply.ts = wire_time(utc_now()); /* T3 */
	s->departed = reply.ts;
	if (!cfg.authenticated) {
		s->reply = reply;
		*sum = reply_sum(&reply);
		return 0;
	}
	auth_reply(&reply, &s->auth_reply);
	if (hook == HOOK_XDP && sign_reply(s, &s->auth_reply, s->state.key))
		return -1;
	*sum = sum_words(&s->auth_reply, sizeof(s->auth_reply));
	return 0;
}

/* The signature of an authenticated request is verified: it may change tables now. */
LIB enum stamp_verdict admit_signed(const struct work *s, const struct headers *h) {
	struct cached_source cached;

	return recall(h, &cached) ? admit(h->udp->source, h->is_ipv6, &cached, (__u64)s->state.t2)
				  : STAMP_V_NO_ROOM;
}

/* For egress. */
LIB void note_copy(const struct work *s, __be32 seq, int remembers) {
	struct stamp_turned *note = turned_here();

	if (!note)
		return;
	if (cfg.authenticated)
		note->base = s->auth_reply;
	if (remembers)
		note->session = s->key;
	expect_departure(note, &s->departed, seq,
			 (s->state.partial ? STAMP_TURNED_PARTIAL : 0) |
				 (remembers ? STAMP_TURNED_REMEMBER : 0) |
				 STAMP_TURNED_KEY(s->state.key));
}

/* Writes what the TLVs change in the reply's IP header. */
LIB void apply(const struct tlv_world *w, struct headers *h) {
	set_dscp(h, w->reply_dscp);
	if (w->has_reply_source)
		set_destination(h, &w->reply_source);
}

/* The headers of a request that may be answered. */
LIB enum stamp_verdict open_copy(const struct pkt *p, struct work *s, const struct frame *f,
				 struct headers *h) {
	if (is_short(f) && resize(p, f->l4 + UDP_OCTETS + STAMP_BASE_OCTETS))
		return STAMP_V_NO_ROOM;
	point_at(h, &s->copy);
	return cfg.authenticated ? admit_signed(s, h) : STAMP_V_GO_ON;
}

/* Writes the reply. 0: done. */
LIB long close_copy(const struct pkt *p, struct work *s, const struct frame *f, struct headers *h,
		    __be32 seq) {
	__u64 sum;

	turn(h, f);
	if (build_reply(hook_of(p), s, seq, s->state.ttl, &sum))
		return -1;
	h->udp->check = s->state.partial && hook_of(p) == HOOK_TC ? fold(pseudo_header_sum(h))
								  : full_checksum(p, h, f, sum);
	return put_back(p, s, h, f);
}

/* The whole reply. `session`: whose number it takes. */
LIB __u32 write_copy(const struct pkt *p, struct work *s, struct frame *f, struct headers *h,
		     struct stamp_session *session) {
	const int has_tlvs = may_have_tlvs(f->payload);
	int remembers;
	__be32 seq;

	if (has_tlvs) {
		const enum stamp_verdict v = answer_tlvs(p, s, h, session);

		if (v)
			return v;
		if (answers_control(&s->tlvs.world))
			*f = s->state.f; /* it may have another length now */
		apply(&s->tlvs.world, h);
	}
	seq = s->state.request.seq;
	if (cfg.max_sessions)
		seq = stamp_swap32(take_number(session));
	if ((has_tlvs && sign_tlvs(p, s, seq)) || close_copy(p, s, f, h, seq))
		return STAMP_V_NO_ROOM;
	remembers = has_tlvs && cfg.max_sessions;
	if (hook_of(p) == HOOK_TC)
		note_copy(s, seq, remembers);
	else if (remembers)
		remember_departure(session, seq, s->departed);
	if (cfg.report_answers) {
		note_answer(s, s->state.t2, &s->state.from, h->udp->dest, f, s->state.ttl,
			    s->state.tos, &s->state.request);
		report(s);
	}
	return STAMP_V_REFLECTED;
}

LIB __u32 answer_by_copy(const struct pkt *p) {
	struct work *s = work_space();
	struct stamp_session *session;
	struct headers h = {};
	enum stamp_verdict v;
	struct frame f;

	if (!s)
		return STAMP_V_NO_ROOM;
	f = s->state.f;
	h.is_ipv6 = s->state.is_ipv6;
	v = open_copy(p, s, &f, &h);
	if (v)
		return v;
	session = &s->fresh; /* unused, and no null pointer (verifier: BOTH_WAYS) */
	if (cfg.max_sessions) {
		session = find_session(s, h.udp->dest, h.udp->source, &s->state.from, &s->state.to,
				       s->state.ssid, s->state.request.seq);
		if (!session)
			return s->refusal;
	}
	return write_copy(p, s, &f, &h, session);
}

#endif
