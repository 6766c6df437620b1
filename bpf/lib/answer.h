/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A plain request becomes its reply where it lies. At tc, egress writes T3 later (departure.h). */
#ifndef STAMP_LIB_ANSWER_H
#define STAMP_LIB_ANSWER_H

#include "clock.h"
#include "record.h"
#include "reflect.h"
#include "request.h"
#include "session.h"
#include "turned.h"

#define UDP_OCTETS ((__u32)sizeof(struct udphdr))

LIB void name_session(struct work *s, __be16 near_port, __be16 far_port,
		      const struct stamp_addr *from, const struct stamp_addr *to, __be16 ssid) {
	s->key.near = *to;
	s->key.far = *from;
	s->key.near_port = near_port;
	s->key.far_port = far_port;
	s->key.ssid = ssid;
}

/* The session at a stateful reflector. NULL: there is none, and s->refusal says why. */
LIB struct stamp_session *find_session(struct work *s, __be16 near_port, __be16 far_port,
				       const struct stamp_addr *from, const struct stamp_addr *to,
				       __be16 ssid, __be32 seq) {
	name_session(s, near_port, far_port, from, to, ssid);
	s->refusal = STAMP_V_SESSIONS_FULL;
	return session_for(s, stamp_swap32(seq));
}

/* True if a TLV fits behind the base packet and TLVs are processed. */
LIB int may_have_tlvs(__u32 payload) {
	return cfg.process_tlvs && payload >= base_octets() + sizeof(struct stamp_tlv);
}

LIB void turn(struct headers *h, const struct frame *f) {
	__u16 octets = (__u16)f->ip_octets;

	if (is_short(f)) {
		octets = (__u16)(f->l4 - f->l3 + UDP_OCTETS + STAMP_BASE_OCTETS);
		h->udp->len = stamp_swap16(UDP_OCTETS + STAMP_BASE_OCTETS);
	}
	if (h->is_ipv6)
		turn_ipv6(ipv6_of(h), octets);
	else
		turn_ipv4(h->ip4, octets);
	if (cfg.has_mac)
		turn_ethernet(h->eth);
	turn_ports(h->udp);
}

/* The full checksum, over a base packet with the sum `base` and the octets behind it. */
LIB __sum16 full_checksum(const struct pkt *p, const struct headers *h, const struct frame *f,
			  __u64 base) {
	h->udp->check = 0;
	base += pseudo_header_sum(h) + sum_words(h->udp, UDP_OCTETS);
	if (f->payload > base_octets())
		base += sum_range(p, f->l4 + UDP_OCTETS + base_octets(),
				  f->payload - base_octets());
	return udp_checksum(base);
}

/* The checksum of the reply, whose base packet has the sum `after`. */
LIB __sum16 reply_checksum(const struct pkt *p, const struct request_state *x,
			   const struct headers *h, __u64 after) {
	if (x->partial && hook_of(p) == HOOK_TC)
		return h->udp->check;
	if (!x->partial && h->udp->check)
		return updated_checksum(h->udp->check, x->base_sum, after);
	return full_checksum(p, h, &x->f, after);
}

/* Reported when the answer is made. */
LIB void note_answer(struct work *s, __s64 t2, const struct stamp_addr *from, __be16 port,
		     const struct frame *f, __u8 ttl, __u8 tos,
		     const struct stamp_request *request) {
	describe(&s->record, t2, from, port, f, ttl, tos);
	__builtin_memcpy(s->record.octets, request, sizeof(*request));
}

/* Takes the number of the reply. Nothing can fail after this. */
LIB enum stamp_verdict number_of(const struct request_state *x, const struct headers *h,
				 __be32 *seq) {
	const struct stamp_addr from = source_of(h), to = destination_of(h);
	struct work *s = work_space();
	struct stamp_session *session;

	if (!s)
		return STAMP_V_NO_ROOM;
	session = find_session(s, h->udp->dest, h->udp->source, &from, &to, x->ssid, *seq);
	if (!session)
		return (enum stamp_verdict)s->refusal;
	*seq = stamp_swap32(take_number(session));
	return STAMP_V_GO_ON;
}

/* T3 into the reply behind a UDP header. `partial`: a device computes the checksum later. */
LIB void restamp(struct udphdr *udp, struct stamp_ts t3, int partial) {
	struct stamp_reply *reply = (struct stamp_reply *)(udp + 1);

	if (!partial)
		udp->check = restamped_checksum(udp->check, &reply->ts, &t3);
	reply->ts = t3;
}

/*
 * The note for egress. It is looked up late: a pointer held longer would be spilled to the stack.
 */
LIB void note_in_place(const struct udphdr *udp, int partial) {
	const struct stamp_reply *reply = (const struct stamp_reply *)(udp + 1);
	struct stamp_turned *note = turned_here();

	if (note)
		expect_departure(note, &reply->rx, reply->seq, partial ? STAMP_TURNED_PARTIAL : 0);
}

/*
 * T3 is T2 at first and part of the checksum. At tc, egress writes the real T3. At XDP, T3 is
 * written here, last: what runs after it counts as path.
 */
LIB enum stamp_verdict answer_in_place(const struct pkt *p, struct request_state *x,
				       struct headers *h) {
	struct stamp_request *request = (struct stamp_request *)(h->udp + 1);
	const __u8 ttl = ttl_of(h);
	__be32 seq = request->seq;
	struct work *s;

	if (cfg.max_sessions) {
		const enum stamp_verdict v = number_of(x, h, &seq);

		if (v)
			return v;
	}
	if (cfg.report_answers) { /* before the reply is written over it */
		s = work_space();
		if (!s)
			return STAMP_V_NO_ROOM;
		const struct stamp_addr from = source_of(h);

		note_answer(s, x->t2, &from, h->udp->source, &x->f, ttl, tos_of(h), request);
	}
	turn(h, &x->f);
	h->udp->check = reply_checksum(
		p, x, h, make_reply(request, seq, wire_time(x->t2), live.error_estimate, ttl));
	if (cfg.report_answers) {
		s = work_space();
		if (s)
			report(s);
	}
	if (hook_of(p) == HOOK_XDP)
		restamp(h->udp, wire_time(utc_now()), 0);
	else
		note_in_place(h->udp, x->partial);
	return STAMP_V_REFLECTED;
}

/* The usual request: its base packet lies in one piece, and nothing follows it. */
LIB int fits_in_place(const struct pkt *p, const struct headers *h) {
	struct cursor c = {(__u8 *)h->udp, (__u8 *)end_of(p), 0};
	const __u32 octets = stamp_swap16(h->udp->len);

	return !cfg.authenticated && octets >= UDP_OCTETS + STAMP_BASE_OCTETS &&
	       !may_have_tlvs(octets - UDP_OCTETS) && take(&c, UDP_OCTETS + STAMP_BASE_OCTETS);
}

LIB enum stamp_verdict answer_plain(const struct pkt *p, struct headers *h) {
	struct request_state x = {};
	struct cached_source cached;
	enum stamp_verdict v;

	plain_offsets(cfg.has_mac, &x.f, h);
	v = check_ends(p, &x, h, &cached);
	if (!v)
		v = check_shape(p, &x.f, h, STAMP_BASE_OCTETS);
	if (!v)
		v = check_base(&x, h, (const struct stamp_request *)(h->udp + 1));
	if (!v)
		v = check_rest(p, &x, h, &cached);
	return v ? v : answer_in_place(p, &x, h);
}

#endif
