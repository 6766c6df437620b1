/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A signed request of the plain shape becomes its reply where it lies, as a plain one does
 * (answer.h), but in steps as one that is answered by copy, with the signature between them: next
 * to six blocks of SHA-256 a call costs little, and the plain path stays short.
 */
#ifndef STAMP_LIB_ANSWER_SIGNED_H
#define STAMP_LIB_ANSWER_SIGNED_H

#include "answer_copy.h"

LIB int locate_signed(const struct pkt *p, struct headers *h) {
	return locate(start_of(p), end_of(p), cfg.has_mac, STAMP_AUTH_BASE_OCTETS, h);
}

/* True if the base packet lies in the first piece and nothing behind it is processed. */
LIB int fits_signed(const struct pkt *p, const struct headers *h) {
	struct cursor c = {(__u8 *)h->udp, (__u8 *)end_of(p), 0};
	const __u32 octets = stamp_swap16(h->udp->len);

	return cfg.authenticated && octets >= UDP_OCTETS + STAMP_AUTH_BASE_OCTETS &&
	       !may_have_tlvs(octets - UDP_OCTETS) && take(&c, UDP_OCTETS + STAMP_AUTH_BASE_OCTETS);
}

/* The first step: reasons not to answer that lie in the packet itself; see examine(). */
LIB __u32 examine_signed(const struct pkt *p) {
	struct work *s = work_space();
	struct cached_source cached;
	struct headers h = {};
	enum stamp_verdict v;

	if (!s || glance(p, &h) != SHAPE_PLAIN || !locate_signed(p, &h))
		return STAMP_V_NOT_STAMP;
	__builtin_memset(&s->state.f, 0, sizeof(s->state.f));
	plain_offsets(cfg.has_mac, &s->state.f, &h);
	v = check_ends(p, &s->state, &h, &cached);
	if (!v)
		v = check_shape(p, &s->state.f, &h, STAMP_AUTH_BASE_OCTETS);
	if (v)
		return v;
	s->auth_request = *(const struct stamp_auth_request *)(h.udp + 1);
	v = check_auth_base(&s->state, &h, &s->auth_request);
	if (v)
		return v;
	s->state.request = plain_request(&s->auth_request);
	keep_ends(&s->state, &h);
	return STAMP_V_GO_ON;
}

/*
 * The base packet of the reply; at XDP it is finished by that. Field by field into its place: a
 * plain reply on the stack, as build_reply() has, would be one too many for Linux 6.1.
 */
LIB long build_signed(const struct pkt *p, struct work *s, struct stamp_auth_reply *made,
		      __be32 seq) {
	const struct stamp_request *request = &s->state.request;

	__builtin_memset(made, 0, sizeof(*made));
	made->seq = seq;
	made->error = live.error_estimate;
	made->ssid = request->ssid;
	made->rx = wire_time(s->state.t2);
	made->sender_seq = request->seq;
	made->sender_ts = request->ts;
	made->sender_error = request->error;
	made->sender_ttl = s->state.ttl;
	made->ts = hook_of(p) == HOOK_XDP ? wire_time(utc_now()) : made->rx;
	return hook_of(p) == HOOK_XDP ? sign_reply(s, made, s->state.key) : 0;
}

/* A stateful reflector numbers the reply itself. */
LIB enum stamp_verdict number_signed(struct work *s, const struct headers *h, __be32 *seq) {
	struct stamp_session *session;

	*seq = s->state.request.seq;
	if (!cfg.max_sessions)
		return STAMP_V_GO_ON;
	session = find_session(s, h->udp->dest, h->udp->source, &s->state.from, &s->state.to,
			       s->state.ssid, s->state.request.seq);
	if (!session)
		return (enum stamp_verdict)s->refusal;
	*seq = stamp_swap32(take_number(session));
	return STAMP_V_GO_ON;
}

/* Leaves the copy that egress signs in the note. */
LIB void note_signed(const struct work *s, struct stamp_turned *note) {
	expect_departure(note, &note->base.rx, note->base.seq,
			 STAMP_TURNED_KEY(s->state.key) |
				 (s->state.partial ? STAMP_TURNED_PARTIAL : 0));
}

/* Every other reason not to answer. Tables change only after the signature is verified. */
LIB enum stamp_verdict check_signed(const struct pkt *p, struct work *s, struct headers *h) {
	struct cached_source cached;
	enum stamp_verdict v;
	int key;

	if (!recall(h, &cached))
		return STAMP_V_NO_ROOM;
	v = check_rest(p, &s->state, h, &cached);
	if (v)
		return v;
	key = signer_of_base(s, s->state.request.ssid);
	if (key < 0)
		return refuse_unsigned(s);
	s->state.key = (__u32)key;
	if (!locate_signed(p, h))
		return STAMP_V_NO_ROOM;
	return admit(h->udp->source, h->is_ipv6, &cached, (__u64)s->state.t2);
}

LIB enum stamp_verdict write_signed(const struct pkt *p, struct work *s, struct headers *h) {
	struct stamp_turned *note = turned_here();
	enum stamp_verdict v;
	__be32 seq;

	if (!note)
		return STAMP_V_NO_ROOM;
	v = number_signed(s, h, &seq);
	if (v)
		return v;
	if (cfg.report_answers)
		note_answer(s, s->state.t2, &s->state.from, h->udp->source, &s->state.f,
			    s->state.ttl, s->state.tos, &s->state.request);
	if (build_signed(p, s, &note->base, seq) || !locate_signed(p, h))
		return STAMP_V_NO_ROOM;
	turn(h, &s->state.f);
	*(struct stamp_auth_reply *)(h->udp + 1) = note->base;
	h->udp->check = reply_checksum(p, &s->state, h, sum_words(&note->base, sizeof(note->base)));
	if (hook_of(p) == HOOK_TC)
		note_signed(s, note);
	if (cfg.report_answers)
		report(s);
	return STAMP_V_REFLECTED;
}

/* The second step. */
LIB __u32 answer_signed(const struct pkt *p) {
	struct work *s = work_space();
	struct headers h = {};
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	h.is_ipv6 = s->state.is_ipv6;
	if (!locate_signed(p, &h))
		return STAMP_V_NO_ROOM;
	v = check_signed(p, s, &h);
	return v ? v : write_signed(p, s, &h);
}

#endif
