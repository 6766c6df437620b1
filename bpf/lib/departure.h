/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* T3, which the egress program writes into the reply that ingress has just made (turned.h). */
#ifndef STAMP_LIB_DEPARTURE_H
#define STAMP_LIB_DEPARTURE_H

#include "answer.h"
#include "answer_signed.h"

LIB struct stamp_ts transmit_time(void) {
	return wire_time(utc_now());
}

LIB long store_checksum(const struct pkt *p, const struct frame *f, __sum16 check) {
	return store_octets(p, f->l4 + __builtin_offsetof(struct udphdr, check), &check,
			    sizeof(check));
}

/* Writes T3 into the session of the reply, for the Follow-Up Telemetry of the next reply. */
LIB void update_session(const struct stamp_turned *note, __u32 how, struct stamp_ts t3) {
	struct stamp_session *session;

	if (!cfg.max_sessions || !(how & STAMP_TURNED_REMEMBER))
		return;
	session = find_in_sessions(&note->session);
	if (session)
		remember_departure(session, note->seq, t3);
}

/* Writes T3 into a reply that lies in one piece. */
LIB enum stamp_verdict stamp_in_place(struct udphdr *udp, struct stamp_turned *note) {
	const struct stamp_reply *reply = (const struct stamp_reply *)(udp + 1);
	struct stamp_ts t3;
	__u32 how;

	if (!is_expected(note, reply->seq, &reply->ts, &reply->rx))
		return STAMP_V_NOT_STAMP;
	how = take_note(note);
	t3 = transmit_time();
	restamp(udp, t3, how & STAMP_TURNED_PARTIAL);
	update_session(note, how, t3);
	return STAMP_V_STAMPED;
}

/* The same of one that does not lie in one piece. */
LIB enum stamp_verdict stamp_copy(const struct pkt *p, const struct frame *f, __sum16 check,
				  struct stamp_turned *note) {
	const __u32 at = f->l4 + UDP_OCTETS;
	struct work *s = work_space();
	struct stamp_ts t3;
	__u32 how;

	if (!s)
		return STAMP_V_NO_ROOM;
	if (load_octets(p, at, &s->reply, sizeof(s->reply)) ||
	    !is_expected(note, s->reply.seq, &s->reply.ts, &s->reply.rx))
		return STAMP_V_NOT_STAMP;
	how = take_note(note);
	t3 = transmit_time();
	if (!(how & STAMP_TURNED_PARTIAL))
		check = restamped_checksum(check, &s->reply.ts, &t3);
	s->reply.ts = t3;
	if (store_octets(p, at, &s->reply, sizeof(s->reply)) || store_checksum(p, f, check))
		return STAMP_V_NO_ROOM;
	update_session(note, how, t3);
	return STAMP_V_STAMPED;
}

/*
 * T3 into the base packet that ingress made, and the HMAC over both. What comes by is not what is
 * signed: no other octets get a signature. 0: done.
 */
LIB int sign_noted(struct work *s, struct stamp_turned *note, __u32 how) {
	note->base.ts = transmit_time();
	return sign_reply(s, &note->base, STAMP_TURNED_KEY_OF(how));
}

/* What egress writes. */
LIB __u64 sum_of_signed(const struct stamp_auth_reply *reply) {
	return sum_words(&reply->ts, sizeof(reply->ts)) +
	       sum_words(reply->hmac, sizeof(reply->hmac));
}

/* Writes T3 into an authenticated reply that lies in one piece. */
LIB enum stamp_verdict sign_in_place(const struct pkt *p, struct headers *h,
				     struct stamp_turned *note) {
	struct stamp_auth_reply *reply = (struct stamp_auth_reply *)(h->udp + 1);
	struct work *s = work_space();
	__u32 how;

	if (!s)
		return STAMP_V_NO_ROOM;
	if (!is_expected(note, reply->seq, &reply->ts, &reply->rx))
		return STAMP_V_NOT_STAMP;
	how = take_note(note);
	if (sign_noted(s, note, how))
		return STAMP_V_BAD_HMAC;
	if (!locate_signed(p, h))
		return STAMP_V_NO_ROOM;
	reply = (struct stamp_auth_reply *)(h->udp + 1);
	if (!(how & STAMP_TURNED_PARTIAL))
		h->udp->check = updated_checksum(h->udp->check, sum_of_signed(reply),
						 sum_of_signed(&note->base));
	reply->ts = note->base.ts;
	__builtin_memcpy(reply->hmac, note->base.hmac, sizeof(reply->hmac));
	update_session(note, how, note->base.ts);
	return STAMP_V_STAMPED;
}

/* The same of one that does not lie in one piece. */
LIB enum stamp_verdict sign_copy(const struct pkt *p, const struct frame *f, __sum16 check,
				 struct stamp_turned *note) {
	const __u32 at = f->l4 + UDP_OCTETS;
	struct work *s = work_space();
	__u32 how;

	if (!s)
		return STAMP_V_NO_ROOM;
	if (read_auth_base(p, f, s) ||
	    !is_expected(note, s->auth_reply.seq, &s->auth_reply.ts, &s->auth_reply.rx))
		return STAMP_V_NOT_STAMP;
	how = take_note(note);
	if (sign_noted(s, note, how))
		return STAMP_V_BAD_HMAC;
	if (!(how & STAMP_TURNED_PARTIAL))
		check = updated_checksum(check, sum_of_signed(&s->auth_reply),
					 sum_of_signed(&note->base));
	s->auth_reply.ts = note->base.ts;
	__builtin_memcpy(s->auth_reply.hmac, note->base.hmac, sizeof(note->base.hmac));
	if (store_octets(p, at, &s->auth_reply, sizeof(s->auth_reply)) ||
	    store_checksum(p, f, check))
		return STAMP_V_NO_ROOM;
	update_session(note, how, note->base.ts);
	return STAMP_V_STAMPED;
}

LIB enum stamp_verdict write_t3(const struct pkt *p) {
	struct stamp_turned *note;
	struct frame f = {};
	struct headers h = {};

	if (!leaves_as_it_came(p)) /* most packets of a host */
		return STAMP_V_NOT_STAMP;
	note = turned_here();
	if (!note || !note->how || !open_frame(p, &f, &h))
		return STAMP_V_NOT_STAMP;
	if (cfg.authenticated) {
		if (h.is_copied || !locate_signed(p, &h))
			return sign_copy(p, &f, h.udp->check, note);
		return sign_in_place(p, &h, note);
	}
	if (h.is_copied || !locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, &h))
		return stamp_copy(p, &f, h.udp->check, note);
	return stamp_in_place(h.udp, note);
}

#endif
