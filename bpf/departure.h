/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* T3, which the egress program writes into the replies that ingress marked. */
#ifndef STAMP_DEPARTURE_H
#define STAMP_DEPARTURE_H

#include "answer.h"

enum {
	REPLY_MARK_BITS = STAMP_MARK_PARTIAL | STAMP_MARK_KEY(STAMP_KEYS_PER_SSID - 1),
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

/* T3 into a reply whose headers were copied. */
static __always_inline enum stamp_verdict store_t3(const struct pkt *p, const struct frame *f,
						   __sum16 check, int partial) {
	const __u32 at = f->l4 + UDP_OCTETS + __builtin_offsetof(struct stamp_reply, ts);
	struct stamp_ts before, t3;

	if (load_octets(p, at, &before, sizeof(before)))
		return STAMP_V_NO_ROOM;
	t3 = wire_time(utc_now());
	if (!partial)
		check = restamped_checksum(check, &before, &t3);
	return store_octets(p, at, &t3, sizeof(t3)) || store_checksum(p, f, check)
		       ? STAMP_V_NO_ROOM
		       : STAMP_V_STAMPED;
}

/* T3 into an authenticated reply, and the HMAC over both. */
static __always_inline enum stamp_verdict store_signed(const struct pkt *p, const struct frame *f,
						       __sum16 check, __u32 mark) {
	struct stamp_auth_request *base = read_auth_base(p, f);
	struct scratch *s = scratch_space();
	__u64 before;

	if (!base || !s)
		return STAMP_V_NO_ROOM;
	before = sum_words(base, sizeof(*base));
	s->auth_reply.ts = wire_time(utc_now());
	if (sign_base(s, s->auth_reply.ssid, STAMP_MARK_KEY_OF(mark)))
		return STAMP_V_BAD_HMAC;
	if (!(mark & STAMP_MARK_PARTIAL))
		check = updated_checksum(check, before, sum_words(base, sizeof(*base)));
	return store_octets(p, f->l4 + UDP_OCTETS, base, sizeof(*base)) ||
			       store_checksum(p, f, check)
		       ? STAMP_V_NO_ROOM
		       : STAMP_V_STAMPED;
}

/* Wherever the frame is by now. */
static __always_inline enum stamp_verdict write_t3(const struct pkt *p) {
	struct __sk_buff *skb = skb_of(p);
	const __u32 mark = skb->mark;
	struct stamp_reply *reply;
	struct frame f = {};
	struct headers h = {};
	struct stamp_ts t3;

	if ((mark & ~REPLY_MARK_BITS) != reply_mark() || !open_frame(p, &f, &h) ||
	    !is_our_port(h.udp->source))
		return STAMP_V_NOT_STAMP;
	skb->mark = 0;
	if (cfg.authenticated)
		return store_signed(p, &f, h.udp->check, mark);
	if (h.is_copied || !locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, &h))
		return store_t3(p, &f, h.udp->check, mark & STAMP_MARK_PARTIAL);
	reply = (struct stamp_reply *)(h.udp + 1);
	t3 = wire_time(utc_now());
	if (!(mark & STAMP_MARK_PARTIAL))
		h.udp->check = restamped_checksum(h.udp->check, &reply->ts, &t3);
	reply->ts = t3;
	return STAMP_V_STAMPED;
}

#endif
