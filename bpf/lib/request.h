/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Decides whether a packet to one of our ports is a request that may be answered. */
#ifndef STAMP_LIB_REQUEST_H
#define STAMP_LIB_REQUEST_H

#include "admission.h"
#include "guard.h"
#include "verify.h"

LIB int is_short(const struct frame *f) {
	return f->payload < STAMP_BASE_OCTETS;
}

/* Notes T2, the sender and the address asked. */
LIB enum stamp_verdict check_ends(const struct pkt *p, struct request_state *x,
				  const struct headers *h, struct cached_source *cached) {
	const enum stamp_verdict v = check_link(p, h);
	struct work *s;

	if (v)
		return v;
	/* T2 is taken before the tables are read: their cache misses would count as path. */
	x->t2 = arrival_time(p, &x->by_hardware);
	if (!recall(h, cached))
		return STAMP_V_NO_ROOM;
	if (cached->is_known)
		return STAMP_V_GO_ON;
	s = work_space();
	if (!s)
		return STAMP_V_NO_ROOM;
	s->state.from = source_of(h);
	s->state.to = destination_of(h);
	return (enum stamp_verdict)check_destination(h->is_ipv6);
}

/*
 * Which session of its sender and port a request is of, where sessions or SSIDs matter. TWAMP
 * Light has no SSID: its padding is not read, and the session is 0.
 */
LIB __be16 session_ssid(const struct stamp_request *base, __u32 payload) {
	if (cfg.ignores_ssids || (!cfg.max_sessions && !cfg.has_ssids))
		return 0;
	return is_twamp_light(base, payload) ? 0 : base->ssid;
}

/* Added up at once: clang would keep all words until they are wanted (verifier: FENCED_SPILLS). */
LIB __u64 sum_here(const void *start, __u32 octets) {
	return opaque(sum_words(start, octets));
}

/* A reply is not answered: it may be for another sender on this host. */
LIB enum stamp_verdict check_base(struct request_state *x, const struct headers *h,
				  const struct stamp_request *base) {
	if (is_auth_request(base, x->f.payload))
		return STAMP_V_AUTH_REQUEST;
	if (is_reply(base, is_our_port(h->udp->source)))
		return STAMP_V_LOOP;
	x->ssid = session_ssid(base, x->f.payload);
	x->base_sum = sum_here(base, sizeof(*base));
	return STAMP_V_GO_ON;
}

/*
 * One in the unauthenticated format can be a reply in it. Else it is no request of ours, unless its
 * sender signed it all the same: that is asked later.
 */
LIB enum stamp_verdict check_auth_base(struct request_state *x, const struct headers *h,
				       const struct stamp_auth_request *base) {
	const struct stamp_request *open = (const struct stamp_request *)base;
	const int from_our_port = is_our_port(h->udp->source);

	if (has_open_format(open) ? is_reply(open, from_our_port)
				  : is_auth_reply(base, from_our_port))
		return STAMP_V_LOOP;
	x->ssid = cfg.ignores_ssids ? 0 : base->ssid;
	x->base_sum = sum_here(base, sizeof(*base));
	return STAMP_V_GO_ON;
}

/* True if the sender of a request that no key signed meant to sign it. */
LIB enum stamp_verdict refuse_unsigned(const struct work *s) {
	return is_unsigned((const struct stamp_request *)&s->auth_request, s->state.f.payload)
		       ? STAMP_V_UNSIGNED
		       : STAMP_V_BAD_HMAC;
}

/* The verdict for a base packet too short to be signed: it begins like a signed or an open one. */
LIB enum stamp_verdict check_unsigned(const struct request_state *x, const struct headers *h,
				      const struct stamp_request *base) {
	if (!is_unsigned(base, x->f.payload))
		return STAMP_V_SHORT;
	return is_reply(base, is_our_port(h->udp->source)) ? STAMP_V_LOOP : STAMP_V_UNSIGNED;
}

/*
 * Every further reason not to answer, the cheapest first; but whether an authenticated request is
 * admitted is asked later, since a forged one must leave no trace in any table.
 */
LIB enum stamp_verdict check_rest(const struct pkt *p, struct request_state *x, struct headers *h,
				  const struct cached_source *cached) {
	enum stamp_verdict v = STAMP_V_GO_ON;

	if (!h->is_ipv6)
		v = verify_ipv4(p, &x->f, h);
	if (!v)
		v = check_ssid(x->ssid);
	if (!v && !cfg.authenticated)
		v = admit(h->udp->source, h->is_ipv6, cached, (__u64)x->t2);
	return v ? v : verify_udp(p, &x->f, h, x->base_sum, &x->partial);
}

#endif
