/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The sender egress (tc) writes T1, ingress (tc or XDP) takes T4 and the reply off the stack. */
#ifndef STAMP_SENDER_H
#define STAMP_SENDER_H

#include "record.h"
#include "verify.h"

static __always_inline const __u16 *session_of(struct stamp_addr addr, __be16 port) {
	struct stamp_peer peer = {.addr = addr, .port = port};

	return bpf_map_lookup_elem(&peers, &peer);
}

static __always_inline void remember(__u16 session, __u32 seq, __s64 t1) {
	__u32 key = session * cfg.session_slots + (seq & (cfg.session_slots - 1));
	struct stamp_sent *slot = bpf_map_lookup_elem(&sent, &key);

	if (!slot)
		return;
	slot->t1_ns = t1;
	slot->seq = seq;
	slot->valid = 1;
}

/* Our socket's packets only; the checksum may be ready or left to the device: the helper knows. */
static __always_inline enum stamp_verdict write_t1(const struct pkt *p) {
	struct stamp_request request;
	struct frame f = {};
	struct headers h = {};
	struct stamp_ts t1;
	const __u16 *session;
	__u64 change;
	__s64 now;

	if (!open_frame(p, &f, &h) || h.udp->source != cfg.ports[0])
		return STAMP_V_NOT_STAMP;
	if (cfg.socket_cookie && bpf_get_socket_cookie(skb_of(p)) != cfg.socket_cookie)
		return STAMP_V_NOT_STAMP;
	session = session_of(destination_of(&h), h.udp->dest);
	if (!session)
		return STAMP_V_NO_SESSION;
	complete(&f, &h);
	if (f.is_fragment)
		return STAMP_V_FRAGMENT;
	if (check_lengths(&f, h.udp, frame_octets(p)) || f.payload < STAMP_BASE_OCTETS ||
	    !read_base(p, &f, &h, STAMP_BASE_OCTETS, &request))
		return STAMP_V_NO_ROOM;
	now = utc_now();
	t1 = wire_time(now);
	change = sum_words(&t1, sizeof(t1)) + (__u16)~fold(sum_words(&request.ts, sizeof(t1)));
	remember(*session, stamp_swap32(request.seq), now);
	if (h.is_copied)
		store_octets(p,
			     f.l4 + sizeof(struct udphdr) +
				     __builtin_offsetof(struct stamp_request, ts),
			     &t1, sizeof(t1));
	else
		((struct stamp_request *)(h.udp + 1))->ts = t1;
	if (h.udp->check)
		bpf_l4_csum_replace(p->ctx, f.l4 + __builtin_offsetof(struct udphdr, check), 0,
				    fold(change), BPF_F_MARK_MANGLED_0);
	return STAMP_V_STAMPED;
}

static __always_inline enum stamp_verdict take_reply(const struct pkt *p) {
	struct stamp_request octets;
	struct frame f = {};
	struct headers h = {};
	enum stamp_verdict v;
	const __u16 *session;
	struct stamp_addr from;
	__be16 port;
	__u8 ttl, tos;
	int partial;
	__s64 t4;

	if (!open_frame(p, &f, &h) || h.udp->dest != cfg.ports[0] ||
	    check_link(p, &h) == STAMP_V_NOT_STAMP)
		return STAMP_V_NOT_STAMP;
	t4 = utc_now();
	from = source_of(&h);
	port = h.udp->source;
	session = session_of(from, port);
	if (!session)
		return STAMP_V_NO_SESSION;
	complete(&f, &h);
	if (f.is_fragment)
		return STAMP_V_FRAGMENT;
	if (f.is_extended || (p->hook == HOOK_TC && skb_of(p)->gso_size))
		return STAMP_V_SLOW_PATH;
	if (check_lengths(&f, h.udp, frame_octets(p)) || f.payload < STAMP_TWAMP_REPLY_OCTETS)
		return STAMP_V_SHORT;
	ttl = ttl_of(&h);
	tos = tos_of(&h);
	if (!read_base(p, &f, &h, STAMP_TWAMP_REPLY_OCTETS, &octets))
		return STAMP_V_NO_ROOM;
	v = verify_udp(p, &f, &h, sum_words(&octets, sizeof(octets)), &partial);
	if (v)
		return v;
	return report(from, port, *session, t4, &f, ttl, tos, &octets) ? STAMP_V_RECEIVED
								       : STAMP_V_RING_FULL;
}

#endif
