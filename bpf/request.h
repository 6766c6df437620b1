/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet to one of our ports: is it a request, and one to be answered? */
#ifndef STAMP_REQUEST_H
#define STAMP_REQUEST_H

#include "admission.h"
#include "arrival.h"
#include "auth.h"
#include "lib/guard.h"
#include "verify.h"

/* What is known of a request. */
struct exchange {
	struct frame f;
	struct headers h;
	struct memory memory; /* of its source */
	__u64 base_sum;	      /* of the base packet */
	__s64 t2;
	int by_hardware; /* T2 is the network card's */
	int partial;	 /* the UDP checksum is left to a device */
	__be16 ssid;	 /* of the session: see session_ssid() */
};

static __always_inline int is_short(const struct frame *f) {
	return f->payload < STAMP_BASE_OCTETS;
}

/* T2, and who asks whom. */
static __always_inline enum stamp_verdict check_ends(const struct pkt *p, struct exchange *x) {
	const enum stamp_verdict v = check_link(p, &x->h);
	struct scratch *s;

	if (v)
		return v;
	/* Before the tables, whose cold lines would count as path. */
	x->t2 = arrival_time(p, &x->by_hardware);
	if (!recall(&x->h, &x->memory))
		return STAMP_V_NO_ROOM;
	if (x->memory.is_known)
		return STAMP_V_GO_ON;
	s = scratch_space();
	if (!s)
		return STAMP_V_NO_ROOM;
	s->pending.from = source_of(&x->h);
	s->pending.to = destination_of(&x->h);
	return check_destination(x->h.is_ipv6);
}

/*
 * Which session of its sender and port a request is of, where anybody asks. TWAMP Light knows no
 * SSID: that is session 0, whatever its padding is.
 */
static __always_inline __be16 session_ssid(const struct stamp_request *base, __u32 payload) {
	if (cfg.ignores_ssids || (!cfg.max_sessions && !cfg.has_ssids))
		return 0;
	return is_twamp_light(base, payload) ? 0 : base->ssid;
}

/* Added up at once: the compiler would keep all of the words on the stack until they are wanted. */
static __always_inline __u64 sum_here(const void *start, __u32 octets) {
	return opaque(sum_words(start, octets));
}

/* A reply is not answered: it may be for somebody else's sender on this host. */
static __always_inline enum stamp_verdict check_base(struct exchange *x,
						     const struct stamp_request *base) {
	if (is_auth_request(base, x->f.payload))
		return STAMP_V_AUTH_REQUEST;
	if (is_reply(base, is_our_port(x->h.udp->source)))
		return STAMP_V_LOOP;
	x->ssid = session_ssid(base, x->f.payload);
	x->base_sum = sum_here(base, sizeof(*base));
	return STAMP_V_GO_ON;
}

/*
 * One in the unauthenticated format can be a reply in it. Else it is no request of ours, unless its
 * sender signed it all the same: that is asked later.
 */
static __always_inline enum stamp_verdict check_auth_base(struct exchange *x,
							  const struct stamp_auth_request *base) {
	const struct stamp_request *open = (const struct stamp_request *)base;
	const int from_our_port = is_our_port(x->h.udp->source);

	if (has_open_format(open) ? is_reply(open, from_our_port)
				  : is_auth_reply(base, from_our_port))
		return STAMP_V_LOOP;
	x->ssid = cfg.ignores_ssids ? 0 : base->ssid;
	x->base_sum = sum_here(base, sizeof(*base));
	return STAMP_V_GO_ON;
}

/* Of one that no key signed: did its sender mean to sign it? */
static __always_inline enum stamp_verdict refuse_unsigned(const struct scratch *s) {
	return is_unsigned((const struct stamp_request *)&s->auth_request, s->pending.f.payload)
		       ? STAMP_V_UNSIGNED
		       : STAMP_V_BAD_HMAC;
}

/* Of a base packet too short to be signed, as a signed one begins or as an open one. */
static __always_inline enum stamp_verdict check_unsigned(const struct exchange *x,
							 const struct stamp_request *base) {
	if (!is_unsigned(base, x->f.payload))
		return STAMP_V_SHORT;
	return is_reply(base, is_our_port(x->h.udp->source)) ? STAMP_V_LOOP : STAMP_V_UNSIGNED;
}

/*
 * Every further reason not to answer, the cheapest first; but whether an authenticated request is
 * admitted is asked later, since a forged one must leave no trace in any table.
 */
static __always_inline enum stamp_verdict check_rest(const struct pkt *p, struct exchange *x) {
	enum stamp_verdict v = STAMP_V_GO_ON;

	if (!x->h.is_ipv6)
		v = verify_ipv4(p, &x->f, &x->h);
	if (!v)
		v = check_ssid(x->ssid);
	if (!v && !cfg.authenticated)
		v = admit(x->h.udp->source, x->h.is_ipv6, &x->memory, (__u64)x->t2);
	return v ? v : verify_udp(p, &x->f, &x->h, x->base_sum, &x->partial);
}

#endif
