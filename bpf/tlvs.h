/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The TLVs of a request that is answered by copy (answer_copy.h): what lib/tlv.h wants around it.
 * Its state lies in scratch memory; each loop is a function of its own with a small stack.
 */
#ifndef STAMP_TLVS_H
#define STAMP_TLVS_H

#include "admission.h"
#include "session.h"
#include "tag.h"
#include "verify.h"

static __always_inline int is_all_zero(const struct pkt *p, __u32 offset, __u32 octets) {
	return !sum_range(p, offset, octets);
}

static __always_inline int is_our_address(const struct stamp_addr *addr) {
	const __u8 *kind = bpf_map_lookup_elem(&local, addr);

	return kind && *kind == STAMP_LOCAL_UNICAST;
}

#include "lib/tlv.h" /* wants what is above */

static __always_inline long scan_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct scratch *s = scratch_space();

	return !s || tlv_scan_step(&p, &s->scan);
}

static long scan_skb(__u32 index, void *ctx) {
	(void)index;
	return scan_one(ctx, HOOK_TC);
}

static long scan_xdp(__u32 index, void *ctx) {
	(void)index;
	return scan_one(ctx, HOOK_XDP);
}

static __always_inline long walk_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct scratch *s = scratch_space();

	return !s || tlv_step(&p, &s->walk, &s->world);
}

static long walk_skb(__u32 index, void *ctx) {
	(void)index;
	return walk_one(ctx, HOOK_TC);
}

static long walk_xdp(__u32 index, void *ctx) {
	(void)index;
	return walk_one(ctx, HOOK_XDP);
}

static __always_inline void scan(const struct pkt *p, struct tlv_scan *s) {
	void *ctx = p->ctx;

	bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? scan_xdp : scan_skb, &ctx, 0);
	if (tlv_scan_again(p, s))
		bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? scan_xdp : scan_skb, &ctx, 0);
}

/* Which key of the SSID signed the TLVs before the HMAC TLV at `end`; -1: none. */
static __always_inline int signer_of_tlvs(const struct pkt *p, struct scratch *s, __u32 end) {
	const __be16 ssid = s->pending.request.ssid;

	for (__u32 i = 0; i < STAMP_KEYS_PER_SSID; i++)
		if (is_tagged(p, s, ssid, i, s->pending.request.seq, s->scan.first, end))
			return (int)i;
	return -1;
}

/* What the walk has to know of the world. */
static __always_inline void describe_world(struct scratch *s, const struct stamp_session *session,
					   const struct stamp_source *source) {
	struct tlv_world *w = &s->world;

	w->source = s->pending.from;
	w->destination = s->pending.to;
	w->source_port = s->copy.udp.source;
	w->destination_port = s->copy.udp.dest;
	w->has_mac = cfg.has_mac;
	for (int i = 0; i < 3; i++)
		w->mac[i] = s->copy.eth.source[i];
	w->is_ipv6 = (__u8)s->pending.is_ipv6;
	w->tos = s->pending.tos;
	w->rx = session ? (__u32)session->rx : source ? source->measured : 0;
	w->tx = session ? (__u32)session->tx + 1 : source ? source->measured : 0;
	w->has_previous = 0;
	w->previous_timestamp = STAMP_STAMPED_SW;
	w->timestamp_in = s->pending.by_hardware ? STAMP_STAMPED_HW : STAMP_STAMPED_SW;
	w->timestamp_out = STAMP_STAMPED_SW;
	w->sync_source = live.sync_source;
	w->dscp_allowed = cfg.dscp_allowed;
	w->micro_session = cfg.micro_session;
	w->location_blank = cfg.location_blank;
	if (session)
		recall_departure(session, w);
}

/* A function of its own: a key must not share its place on the stack with a spilled pointer. */
static __noinline int note(__u32 notes) {
#pragma unroll
	for (__u32 i = 0; i < TLV_NOTES; i++) {
		__u32 key = i;
		__u64 *counter = notes >> i & 1 ? bpf_map_lookup_elem(&tlv_notes, &key) : 0;

		if (counter)
			*counter += 1;
	}
	return 0;
}

/*
 * From the TLVs of the request to those of the reply, but for the HMAC. `key`: with which they are
 * to be signed.
 */
static __always_inline enum stamp_verdict answer_tlvs(const struct pkt *p, struct scratch *s,
						      const struct stamp_session *session) {
	const __u32 base = s->pending.f.l4 + sizeof(struct udphdr);
	struct stamp_source *source = session ? 0 : known_source(&s->pending.from);
	void *ctx = p->ctx;
	__u32 hmac_at;
	int key = 0;

	if (source)
		source->measured++;
	describe_world(s, session, source);
	tlv_scan_begin(&s->scan, base + base_octets(), base + s->pending.f.payload);
	scan(p, &s->scan);
	hmac_at = tlv_to_verify(&s->scan, cfg.has_keys);
	if (cfg.has_keys && hmac_at) {
		key = signer_of_tlvs(p, s, hmac_at);
		if (key >= 0 && !cfg.authenticated)
			s->pending.key = (__u32)key;
	}
	tlv_begin(&s->walk, &s->world, &s->scan,
		  tlv_decide(&s->scan, cfg.authenticated, cfg.has_keys, hmac_at && key >= 0));
	bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? walk_xdp : walk_skb, &ctx, 0);
	note(s->world.notes);
	return s->world.discard ? STAMP_V_NO_SESSION : STAMP_V_GO_ON;
}

/* The HMAC TLV of the reply, which has `seq`. 0: done. */
static __always_inline long sign_tlvs(const struct pkt *p, struct scratch *s, __be32 seq) {
	const __u32 at = s->world.sign_at;

	if (!cfg.has_keys || !at)
		return 0;
	if (!tag_tlvs(p, s, s->pending.request.ssid, s->pending.key, seq, s->scan.first, at))
		return -1;
	return store_octets(p, at + sizeof(struct stamp_tlv), s->hmac.tag, sizeof(s->hmac.tag));
}

#endif
