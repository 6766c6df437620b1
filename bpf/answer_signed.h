/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A signed request of the plain shape becomes its reply where it lies, as a plain one does
 * (answer.h), but in steps as one that is answered by copy, with the signature between them: beside
 * six blocks of SHA-256 a call costs little, and the plain way stays short.
 */
#ifndef STAMP_ANSWER_SIGNED_H
#define STAMP_ANSWER_SIGNED_H

#include "answer_copy.h"

static __always_inline int locate_signed(const struct pkt *p, struct headers *h) {
	return locate(start_of(p), end_of(p), cfg.has_mac, STAMP_AUTH_BASE_OCTETS, h);
}

/* All of its base packet lies in the first piece, and nothing behind it is to be looked at. */
static __always_inline int fits_signed(const struct pkt *p, const struct exchange *x) {
	struct cursor c = {(__u8 *)x->h.udp, end_of(p), 0};
	const __u32 octets = stamp_swap16(x->h.udp->len);

	return cfg.authenticated && octets >= UDP_OCTETS + STAMP_AUTH_BASE_OCTETS &&
	       !may_have_tlvs(octets - UDP_OCTETS) && take(&c, UDP_OCTETS + STAMP_AUTH_BASE_OCTETS);
}

/* The first step: reasons not to answer that the packet itself tells; see examine(). */
static __always_inline __u32 examine_signed(const struct pkt *p) {
	struct scratch *s = scratch_space();
	struct exchange x = {};
	enum stamp_verdict v;

	if (!s || glance(p, &x.h) != SHAPE_PLAIN || !locate_signed(p, &x.h))
		return STAMP_V_NOT_STAMP;
	plain_offsets(cfg.has_mac, &x.f, &x.h);
	v = check_ends(p, &x);
	if (!v)
		v = check_shape(p, &x.f, &x.h, STAMP_AUTH_BASE_OCTETS);
	if (v)
		return v;
	s->auth_request = *(const struct stamp_auth_request *)(x.h.udp + 1);
	v = check_auth_base(&x, &s->auth_request);
	if (v)
		return v;
	s->pending.request = plain_request(&s->auth_request);
	put_off(s, &x);
	return STAMP_V_GO_ON;
}

/*
 * The base packet of the reply; at XDP it is finished by that. Field by field into its place: a
 * plain reply on the stack, as build_reply() has, would be one too many for Linux 6.1.
 */
static __always_inline long build_signed(const struct pkt *p, struct scratch *s,
					 struct stamp_auth_reply *made, __be32 seq) {
	const struct stamp_request *request = &s->pending.request;

	__builtin_memset(made, 0, sizeof(*made));
	made->seq = seq;
	made->error = live.error_estimate;
	made->ssid = request->ssid;
	made->rx = wire_time(s->pending.t2);
	made->sender_seq = request->seq;
	made->sender_ts = request->ts;
	made->sender_error = request->error;
	made->sender_ttl = s->pending.ttl;
	made->ts = p->hook == HOOK_XDP ? wire_time(utc_now()) : made->rx;
	return p->hook == HOOK_XDP ? sign_reply(s, made, s->pending.key) : 0;
}

/* Of a stateful reflector, its own number for the reply. */
static __always_inline enum stamp_verdict number_signed(struct scratch *s, const struct headers *h,
							__be32 *seq) {
	struct stamp_session *session;

	*seq = s->pending.request.seq;
	if (!cfg.max_sessions)
		return STAMP_V_GO_ON;
	session = find_session(s, h->udp->dest, h->udp->source, &s->pending.from, &s->pending.to,
			       s->pending.session, s->pending.request.seq);
	if (!session)
		return (enum stamp_verdict)s->refusal;
	*seq = stamp_swap32(take_number(session));
	return STAMP_V_GO_ON;
}

/* For egress, which signs the copy in the note. */
static __always_inline void note_signed(const struct scratch *s, struct stamp_turned *note) {
	expect_departure(note, &note->base.rx, note->base.seq,
			 STAMP_TURNED_KEY(s->pending.key) |
				 (s->pending.partial ? STAMP_TURNED_PARTIAL : 0));
}

/* What the first step found out, and where it all lies. 0: nowhere. */
static __always_inline int take_up(const struct pkt *p, const struct scratch *s,
				   struct exchange *x) {
	x->f = s->pending.f;
	x->h.is_ipv6 = s->pending.is_ipv6;
	x->base_sum = s->pending.base_sum;
	x->t2 = s->pending.t2;
	x->ssid = s->pending.session;
	return locate_signed(p, &x->h) && recall(&x->h, &x->memory);
}

/* Every other reason not to answer; what leaves traces of a request comes after its signature. */
static __always_inline enum stamp_verdict check_signed(const struct pkt *p, struct scratch *s,
						       struct exchange *x) {
	enum stamp_verdict v = check_rest(p, x);
	int key;

	if (v)
		return v;
	key = signer_of_base(s, s->pending.request.ssid);
	if (key < 0)
		return refuse_unsigned(s);
	s->pending.key = (__u32)key;
	s->pending.partial = (__u32)x->partial;
	if (!locate_signed(p, &x->h))
		return STAMP_V_NO_ROOM;
	return admit(x->h.udp->source, x->h.is_ipv6, &x->memory, (__u64)x->t2);
}

static __always_inline enum stamp_verdict write_signed(const struct pkt *p, struct scratch *s,
						       struct exchange *x) {
	struct stamp_turned *note = turned_here();
	enum stamp_verdict v;
	__be32 seq;

	if (!note)
		return STAMP_V_NO_ROOM;
	v = number_signed(s, &x->h, &seq);
	if (v)
		return v;
	if (cfg.report_answers)
		note_answer(s, x->t2, &s->pending.from, x->h.udp->source, &x->f, s->pending.ttl,
			    s->pending.tos, &s->pending.request);
	if (build_signed(p, s, &note->base, seq) || !locate_signed(p, &x->h))
		return STAMP_V_NO_ROOM;
	turn(&x->h, &x->f);
	*(struct stamp_auth_reply *)(x->h.udp + 1) = note->base;
	x->h.udp->check = reply_checksum(p, x, sum_words(&note->base, sizeof(note->base)));
	if (p->hook == HOOK_TC)
		note_signed(s, note);
	if (cfg.report_answers)
		report(s);
	return STAMP_V_REFLECTED;
}

/* The second step. */
static __always_inline __u32 answer_signed(const struct pkt *p) {
	struct scratch *s = scratch_space();
	struct exchange x = {};
	enum stamp_verdict v;

	if (!s || !take_up(p, s, &x))
		return STAMP_V_NO_ROOM;
	v = check_signed(p, s, &x);
	return v ? v : write_signed(p, s, &x);
}

GLOBAL_PER_HOOK(examine_signed)
GLOBAL_PER_HOOK(answer_signed)

#endif
