/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* T3, which the egress program writes into the replies that ingress marked. */
#ifndef STAMP_DEPARTURE_H
#define STAMP_DEPARTURE_H

#include "answer.h"

enum {
	REPLY_MARK_BITS =
		STAMP_MARK_PARTIAL | STAMP_MARK_KEY(STAMP_KEYS_PER_SSID - 1) | STAMP_MARK_REMEMBER,
};

/* Of a reply on its way to our egress program. */
static __always_inline __u32 reply_mark(void) {
	return STAMP_MARK | (cfg.generation ? STAMP_MARK_GENERATION : 0);
}

static __always_inline long store_checksum(const struct pkt *p, const struct frame *f,
					   __sum16 check) {
	return store_octets(p, f->l4 + __builtin_offsetof(struct udphdr, check), &check,
			    sizeof(check));
}

/* What the reply's session is told. */
struct departure {
	__be32 seq;
	__be16 ssid;
	struct stamp_ts t3;
};

/* T3 into a reply whose headers were copied. */
static __always_inline enum stamp_verdict store_t3(const struct pkt *p, const struct frame *f,
						   __sum16 check, int partial,
						   struct departure *d) {
	const __u32 at = f->l4 + UDP_OCTETS;
	struct scratch *s = scratch_space();
	struct stamp_ts before;

	if (!s || load_octets(p, at, &s->reply, sizeof(s->reply)))
		return STAMP_V_NO_ROOM;
	before = s->reply.ts;
	s->reply.ts = wire_time(utc_now());
	*d = (struct departure){s->reply.seq, s->reply.ssid, s->reply.ts};
	if (!partial)
		check = restamped_checksum(check, &before, &d->t3);
	return store_octets(p, at, &s->reply, sizeof(s->reply)) || store_checksum(p, f, check)
		       ? STAMP_V_NO_ROOM
		       : STAMP_V_STAMPED;
}

/* T3 into an authenticated reply, and the HMAC over both. */
static __always_inline enum stamp_verdict store_signed(const struct pkt *p, const struct frame *f,
						       __sum16 check, __u32 mark,
						       struct departure *d) {
	struct scratch *s = scratch_space();
	struct stamp_auth_request *base;
	__u64 before;

	if (!s || read_auth_base(p, f, s))
		return STAMP_V_NO_ROOM;
	base = &s->auth_request;
	before = sum_words(base, sizeof(*base));
	s->auth_reply.ts = wire_time(utc_now());
	*d = (struct departure){s->auth_reply.seq, s->auth_reply.ssid, s->auth_reply.ts};
	if (sign_base(s, s->auth_reply.ssid, STAMP_MARK_KEY_OF(mark)))
		return STAMP_V_BAD_HMAC;
	if (!(mark & STAMP_MARK_PARTIAL))
		check = updated_checksum(check, before, sum_words(base, sizeof(*base)));
	return store_octets(p, f->l4 + UDP_OCTETS, base, sizeof(*base)) ||
			       store_checksum(p, f, check)
		       ? STAMP_V_NO_ROOM
		       : STAMP_V_STAMPED;
}

/* The session of a reply that stays to be remembered; its SSID is not known yet. */
static __always_inline void note_session(const struct headers *h) {
	struct scratch *s = scratch_space();

	if (!s)
		return;
	s->key.near = source_of(h);
	s->key.far = destination_of(h);
	s->key.near_port = h->udp->source;
	s->key.far_port = h->udp->dest;
}

static __always_inline void tell_session(const struct departure *d) {
	struct scratch *s = scratch_space();
	struct stamp_session *session;

	if (!s)
		return;
	s->key.ssid = d->ssid;
	session = bpf_map_lookup_elem(&sessions, &s->key);
	if (session)
		remember_departure(session, d->seq, d->t3);
}

/* Wherever the frame is by now. */
static __always_inline enum stamp_verdict stamp_reply(const struct pkt *p, const struct frame *f,
						      struct headers *h, __u32 mark,
						      struct departure *d) {
	struct stamp_reply *reply;

	if (cfg.authenticated)
		return store_signed(p, f, h->udp->check, mark, d);
	if (h->is_copied || !locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h))
		return store_t3(p, f, h->udp->check, mark & STAMP_MARK_PARTIAL, d);
	reply = (struct stamp_reply *)(h->udp + 1);
	*d = (struct departure){reply->seq, reply->ssid, wire_time(utc_now())};
	restamp(h->udp, d->t3, mark & STAMP_MARK_PARTIAL);
	return STAMP_V_STAMPED;
}

static __always_inline enum stamp_verdict write_t3(const struct pkt *p) {
	struct __sk_buff *skb = skb_of(p);
	const __u32 mark = skb->mark;
	const int remembers = cfg.max_sessions && (mark & STAMP_MARK_REMEMBER);
	struct departure d = {};
	struct frame f = {};
	struct headers h = {};
	enum stamp_verdict v;

	if ((mark & ~REPLY_MARK_BITS) != reply_mark() || !open_frame(p, &f, &h) ||
	    !is_our_port(h.udp->source))
		return STAMP_V_NOT_STAMP;
	skb->mark = 0;
	if (remembers)
		note_session(&h);
	v = stamp_reply(p, &f, &h, mark, &d);
	if (remembers && v == STAMP_V_STAMPED)
		tell_session(&d);
	return v;
}

#endif
