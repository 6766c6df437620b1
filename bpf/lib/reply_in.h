/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * T4, and the reply taken off the stack (tc or XDP). The record for user space is put together in
 * the work space; a second step, whose stack is not the first one's, verifies authenticated replies
 * and sends the record.
 */
#ifndef STAMP_LIB_REPLY_IN_H
#define STAMP_LIB_REPLY_IN_H

#include "authenticated.h"
#include "guard.h"
#include "record.h"
#include "signature.h"
#include "tag.h"
#include "tlv_drive.h"
#include "verify.h"

/*
 * The base packet of a reply, which goes into the record. On a loopback device, and from a host
 * that echoes, our own request comes back: it would pass for the reply to number 0.
 */
LIB enum stamp_verdict read_reply(const struct pkt *p, const struct frame *f, struct headers *h,
				  struct work *s) {
	struct stamp_request base;
	enum stamp_verdict v;
	int partial;

	if (cfg.authenticated) {
		if (read_auth_base(p, f, s))
			return STAMP_V_NO_ROOM;
		return verify_udp(p, f, h, sum_words(&s->auth_request, sizeof(s->auth_request)),
				  &partial);
	}
	if (!read_base(p, f, h, STAMP_TWAMP_REPLY_OCTETS, &base))
		return STAMP_V_NO_ROOM;
	if (is_blank(&base))
		return STAMP_V_LOOP;
	v = verify_udp(p, f, h, sum_words(&base, sizeof(base)), &partial);
	__builtin_memcpy(s->record.octets, &base, sizeof(base));
	return v;
}

LIB __u32 take_reply_first(const struct pkt *p) {
	const __u32 least = cfg.authenticated ? STAMP_AUTH_BASE_OCTETS : STAMP_TWAMP_REPLY_OCTETS;
	struct frame f = {};
	struct headers h = {};
	struct stamp_addr from;
	enum stamp_verdict v;
	struct work *s;
	int by_hardware, session;
	__s64 t4;

	if (!open_frame(p, &f, &h) || h.udp->dest != cfg.ports[0] ||
	    check_link(p, &h) == STAMP_V_NOT_STAMP)
		return STAMP_V_NOT_STAMP;
	t4 = arrival_time(p, &by_hardware);
	from = source_of(&h);
	session = session_of(from, h.udp->source);
	if (session < 0) {
		/* The families have ports of their own: this one is another sender's. */
		if (cfg.only_family && cfg.only_family != (h.is_ipv6 ? 6 : 4))
			return STAMP_V_NOT_STAMP;
		note_stranger(&from, h.udp->source, t4);
		return STAMP_V_NO_SESSION;
	}
	v = check_shape(p, &f, &h, least);
	if (v)
		return v;
	s = work_space();
	if (!s)
		return STAMP_V_NO_ROOM;
	describe(&s->record, t4, &from, h.udp->source, &f, ttl_of(&h), tos_of(&h));
	s->record.session = (__u16)session;
	s->state.f = f;
	return read_reply(p, &f, &h, s);
}

/* Turns an authenticated base packet into an unauthenticated one with the same content. */
LIB enum stamp_verdict open_signed(struct work *s) {
	struct stamp_reply plain;

	if (signer_of_base(s, s->auth_reply.ssid) < 0)
		return STAMP_V_BAD_HMAC;
	if (is_auth_blank(&s->auth_request)) /* signed with our key */
		return STAMP_V_LOOP;
	plain = plain_reply(&s->auth_reply);
	__builtin_memcpy(s->record.octets, &plain, sizeof(plain));
	return STAMP_V_GO_ON;
}

/*
 * The HMAC TLV covers what stands before it (RFC 8972 4.8). Where it is, is the reflector's affair:
 * some put Extra Padding in front of it. `payload`: where that begins.
 */
LIB enum stamp_hmac_tlv judge_hmac_tlv(const struct pkt *p, struct work *s, __u32 payload) {
	const struct stamp_reply *base = (const struct stamp_reply *)s->record.octets;
	__u32 at;

	scan_tlvs(p, s, payload + base_octets(), payload + s->state.f.payload);
	if (!s->tlvs.scan.hmac_at)
		return STAMP_HMAC_TLV_NONE;
	at = tlv_to_verify(&s->tlvs.scan, 1);
	return at && is_tagged(p, s, base->ssid, 0, base->seq, s->tlvs.scan.first, at)
		       ? STAMP_HMAC_TLV_GOOD
		       : STAMP_HMAC_TLV_BAD;
}

/* Copies the TLVs of the reply behind the record. 0: done. */
LIB long take_tlvs(const struct pkt *p, struct work *s) {
	const __u32 payload = s->state.f.l4 + sizeof(struct udphdr);
	__u64 octets = s->state.f.payload - base_octets();

	if (s->state.f.payload <= base_octets())
		return 0;
	if (octets > cfg.tlv_octets)
		octets = cfg.tlv_octets;
	/* Masked and not compared (verifier: BOTH_WAYS). */
	octets = (opaque(octets - 1) & (STAMP_MAX_TLV_OCTETS - 1)) + 1;
	if (load_octets(p, payload + base_octets(), s->tail, (__u32)octets))
		return -1;
	s->record.tail_octets = (__u16)octets;
	if (cfg.hmac_tlv_at)
		s->record.hmac_tlv = (__u8)judge_hmac_tlv(p, s, payload);
	return 0;
}

LIB enum stamp_verdict hand_over(const struct pkt *p) {
	struct work *s = work_space();
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	v = cfg.authenticated ? open_signed(s) : STAMP_V_GO_ON;
	if (v)
		return v;
	if (cfg.tlv_octets && take_tlvs(p, s))
		return STAMP_V_NO_ROOM;
	return report(s) ? STAMP_V_RECEIVED : STAMP_V_RING_FULL;
}

LIB enum stamp_verdict take_reply(const struct pkt *p) {
	struct headers h;
	__u32 v;

	if (glance(p, &h) == SHAPE_FOREIGN)
		return STAMP_V_NOT_STAMP;
	v = run_take_reply_first(p);
	return v ? (enum stamp_verdict)v : hand_over(p);
}

#endif
