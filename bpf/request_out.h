/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* T1, which the sender's egress program (tc) writes into its own socket's requests. */
#ifndef STAMP_REQUEST_OUT_H
#define STAMP_REQUEST_OUT_H

#include "lib/checksum.h"
#include "lib/clock.h"
#include "lib/signature.h"
#include "lib/tag.h"
#include "packet.h"
#include "peer.h"

/* T1, and what of the request a reply echoes. */
static __always_inline void remember(__u16 session, __be32 wire_seq, __s64 t1, struct stamp_ts ts,
				     __be16 error) {
	__u32 seq = stamp_swap32(wire_seq);
	__u32 key = session * cfg.session_slots + (seq & (cfg.session_slots - 1));
	struct stamp_sent *slot = bpf_map_lookup_elem(&sent, &key);

	if (!slot)
		return;
	slot->t1_ns = t1;
	slot->ts = ts;
	slot->error = error;
	slot->seq = seq;
	slot->valid = 1;
}

/* The checksum may be ready or left to the device: the helper knows. */
static __always_inline void change_checksum(const struct pkt *p, const struct frame *f,
					    __u64 change) {
	bpf_l4_csum_replace(p->ctx, f->l4 + __builtin_offsetof(struct udphdr, check), 0,
			    fold(change), BPF_F_MARK_MANGLED_0);
}

/* What a sum of words becomes when `from` is replaced by `to`. */
static __always_inline __u64 sum_change(__u64 from, __u64 to) {
	return to + negative(from);
}

static __always_inline __u64 ts_change(const struct stamp_ts *from, const struct stamp_ts *to) {
	return sum_change(sum_words(from, sizeof(*from)), sum_words(to, sizeof(*to)));
}

/* T1 into an authenticated request, and the HMAC over both. */
static __always_inline enum stamp_verdict sign_request(const struct pkt *p, const struct frame *f,
						       __u16 session, int has_checksum) {
	struct work *s = work_space();
	struct stamp_auth_request *base;
	__u64 before;
	__s64 now;

	if (!s || read_auth_base(p, f, s))
		return STAMP_V_NO_ROOM;
	base = &s->auth_request;
	before = sum_words(base, sizeof(*base));
	now = utc_now();
	base->ts = wire_time(now);
	if (sign_base(s, base, 0))
		return STAMP_V_BAD_HMAC;
	if (store_octets(p, f->l4 + sizeof(struct udphdr), base, sizeof(*base)))
		return STAMP_V_NO_ROOM;
	remember(session, base->seq, now, base->ts, base->error);
	if (has_checksum)
		change_checksum(p, f, sum_change(before, sum_words(base, sizeof(*base))));
	return STAMP_V_STAMPED;
}

/* T1 into a request that does not lie in one piece with its headers. */
static __always_inline enum stamp_verdict stamp_pieces(const struct pkt *p, const struct frame *f,
						       __u16 session, int has_checksum) {
	const __u32 at = f->l4 + sizeof(struct udphdr);
	struct work *s = work_space();
	struct stamp_ts before;
	__s64 now;

	if (!s || load_octets(p, at, &s->request, sizeof(s->request)))
		return STAMP_V_NO_ROOM;
	before = s->request.ts;
	now = utc_now();
	s->request.ts = wire_time(now);
	if (store_octets(p, at, &s->request, sizeof(s->request)))
		return STAMP_V_NO_ROOM;
	remember(session, s->request.seq, now, s->request.ts, s->request.error);
	if (has_checksum)
		change_checksum(p, f, ts_change(&before, &s->request.ts));
	return STAMP_V_STAMPED;
}

static __always_inline enum stamp_verdict stamp_request(const struct pkt *p, const struct frame *f,
							struct headers *h, __u16 session) {
	const int has_checksum = !!h->udp->check;
	struct stamp_request *request;
	struct stamp_ts before, t1;
	__s64 now;

	if (h->is_copied || !locate(start_of(p), end_of(p), cfg.has_mac, STAMP_BASE_OCTETS, h))
		return stamp_pieces(p, f, session, has_checksum);
	request = (struct stamp_request *)(h->udp + 1);
	before = request->ts;
	now = utc_now();
	t1 = wire_time(now);
	remember(session, request->seq, now, t1, request->error);
	request->ts = t1;
	if (has_checksum)
		change_checksum(p, f, ts_change(&before, &t1));
	return STAMP_V_STAMPED;
}

/* The HMAC TLV, which covers nothing that is written here. Before T1: it takes its time. */
static __always_inline enum stamp_verdict
sign_request_tlvs(const struct pkt *p, const struct frame *f, int has_checksum) {
	const __u32 payload = f->l4 + sizeof(struct udphdr), at = payload + cfg.hmac_tlv_at;
	struct work *s = work_space();
	__u16 change;

	if (!s || load_octets(p, payload, &s->auth_request, STAMP_BASE_OCTETS) ||
	    load_octets(p, at + sizeof(struct stamp_tlv), s->tag, sizeof(s->tag)) ||
	    !tag_tlvs(p, s, cfg.authenticated ? s->auth_request.ssid : s->request.ssid, 0,
		      s->request.seq, payload + base_octets(), at) ||
	    store_octets(p, at + sizeof(struct stamp_tlv), s->hmac.tag, sizeof(s->hmac.tag)))
		return STAMP_V_NO_ROOM;
	change = fold(sum_change(sum_words(s->tag, sizeof(s->tag)),
				 sum_words(s->hmac.tag, sizeof(s->hmac.tag))));
	if (has_checksum) /* at an odd offset the octets of each word are the other way round */
		change_checksum(p, f, cfg.hmac_tlv_at & 1 ? stamp_swap16(change) : change);
	return STAMP_V_GO_ON;
}

/*
 * Finds out whether the packet is ours. Netfilter may have changed its source port, so the socket
 * decides; it is looked at if a packet goes to a port of our targets.
 */
static __always_inline int is_of_our_socket(const struct pkt *p, const struct headers *h) {
	if (!cfg.socket_cookie)
		return h->udp->source == cfg.ports[0];
	if (h->udp->source != cfg.ports[0] && cfg.ports[1] && h->udp->dest != cfg.ports[1])
		return 0;
	return bpf_get_socket_cookie(skb_of(p)) == cfg.socket_cookie;
}

/* Without an address the kernel sends from 0.0.0.0: no host can answer that. */
static __always_inline int has_no_source(const struct headers *h) {
	return !h->is_ipv6 && !source_of(h).word[3];
}

/* Only packets of our socket are stamped. */
static __always_inline enum stamp_verdict write_t1(const struct pkt *p) {
	struct frame f = {};
	struct headers h = {};
	enum stamp_verdict v;
	int session, moved;

	if (!open_frame(p, &f, &h) || !is_of_our_socket(p, &h))
		return STAMP_V_NOT_STAMP;
	if (has_no_source(&h))
		return STAMP_V_BAD_SOURCE;
	moved = h.udp->source != cfg.ports[0];
	session = session_of(destination_of(&h), h.udp->dest);
	if (session < 0) /* a socket of ours sends to our targets alone */
		return cfg.socket_cookie ? STAMP_V_TRANSLATED : STAMP_V_NO_SESSION;
	complete(&f, &h);
	if (f.is_fragment)
		return STAMP_V_FRAGMENT;
	if (check_lengths(&f, h.udp, frame_octets(p)) || f.payload < base_octets())
		return STAMP_V_NO_ROOM;
	if (cfg.hmac_tlv_at) {
		v = sign_request_tlvs(p, &f, !!h.udp->check);
		if (v)
			return v;
		if (!find_again(p, &h))
			return STAMP_V_NO_ROOM;
	}
	v = cfg.authenticated ? sign_request(p, &f, (__u16)session, !!h.udp->check)
			      : stamp_request(p, &f, &h, (__u16)session);
	return moved && v == STAMP_V_STAMPED ? STAMP_V_TRANSLATED : v;
}

#endif
