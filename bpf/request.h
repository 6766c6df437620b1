/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet to one of our ports: is it a request, and one to be answered? */
#ifndef STAMP_REQUEST_H
#define STAMP_REQUEST_H

#include "admission.h"
#include "arrival.h"
#include "auth.h"
#include "lib/guard.h"
#include "verify.h"

/*
 * Whose it is. Helpers are given their addresses, and what has an address stays on the stack: hence
 * not in the struct below.
 */
struct ends {
	struct stamp_addr from, to;
};

/* What is known of a request. */
struct exchange {
	struct frame f;
	struct headers h;
	struct stamp_request request;
	__u64 request_sum;
	__s64 t2;
	int by_hardware; /* T2 is the network card's */
	int partial;	 /* the UDP checksum is left to a device */
};

static __always_inline int is_short(const struct frame *f) {
	return f->payload < STAMP_BASE_OCTETS;
}

/* The base packet, and whether it is a reply: it may be for somebody else's sender on this host. */
static __always_inline enum stamp_verdict read_request(const struct pkt *p, struct exchange *x) {
	int from_our_port = is_our_port(x->h.udp->source);

	if (cfg.authenticated) {
		const struct stamp_auth_request *request = read_auth_base(p, &x->f);

		if (!request)
			return STAMP_V_NO_ROOM;
		if (is_auth_reply(request, from_our_port))
			return STAMP_V_LOOP;
		x->request = plain_request(request);
		x->request_sum = sum_words(request, sizeof(*request));
		return STAMP_V_GO_ON;
	}
	if (!read_base(p, &x->f, &x->h, STAMP_TWAMP_REQUEST_OCTETS, &x->request))
		return STAMP_V_NO_ROOM;
	if (is_reply(&x->request, from_our_port))
		return STAMP_V_LOOP;
	x->request_sum = sum_words(&x->request, sizeof(x->request));
	return STAMP_V_GO_ON;
}

/*
 * Every reason not to answer, the cheapest first; but whether an authenticated request is admitted
 * is asked later, since a forged one must leave no trace in any table.
 */
static __always_inline enum stamp_verdict check_request(const struct pkt *p, struct exchange *x,
							struct ends *ends) {
	const __u32 least = cfg.authenticated ? STAMP_AUTH_BASE_OCTETS : STAMP_TWAMP_REQUEST_OCTETS;
	struct stamp_source *source;
	enum stamp_verdict v;

	if (!open_frame(p, &x->f, &x->h) || !is_our_port(x->h.udp->dest))
		return STAMP_V_NOT_STAMP;
	v = check_link(p, &x->h);
	if (v)
		return v;
	/* Before the tables, whose cold lines would count as path. */
	x->t2 = arrival_time(p, &x->by_hardware);
	ends->from = source_of(&x->h);
	ends->to = destination_of(&x->h);
	source = known_source(&ends->from);
	v = check_destination(&x->h, &ends->to, source);
	if (!v)
		v = check_shape(p, &x->f, &x->h, least);
	if (!v)
		v = read_request(p, x);
	if (!v && !x->h.is_ipv6)
		v = verify_ipv4(p, &x->f, &x->h);
	if (!v)
		v = check_ssid(x->request.ssid);
	if (!v && !cfg.authenticated)
		v = admit(x->h.udp->source, x->h.is_ipv6, &ends->from, &ends->to, source,
			  (__u64)x->t2);
	return v ? v : verify_udp(p, &x->f, &x->h, x->request_sum, &x->partial);
}

#endif
