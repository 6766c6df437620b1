/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loops around lib/tlv.h, under either hook. Who includes this has defined what that wants, and
 *	struct tlv_space *tlv_space(void)	where the state lies; NULL: nowhere
 * Each step is a function of its own, with a small stack, and finds the state by itself.
 */
#ifndef STAMP_TLV_LOOPS_H
#define STAMP_TLV_LOOPS_H

#include "lib/tlv.h"

static __always_inline long scan_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct tlv_space *s = tlv_space();

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
	struct tlv_space *s = tlv_space();

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

/* What is in [at, end). */
static __always_inline void scan_tlvs(const struct pkt *p, struct tlv_scan *s, __u32 at,
				      __u32 end) {
	void *ctx = p->ctx;

	tlv_scan_begin(s, at, end);
	bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? scan_xdp : scan_skb, &ctx, 0);
	if (tlv_scan_again(p, s))
		bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? scan_xdp : scan_skb, &ctx, 0);
}

/* What was scanned. */
static __always_inline void walk_tlvs(const struct pkt *p, struct tlv_space *s,
				      enum tlv_mode mode) {
	void *ctx = p->ctx;

	tlv_begin(&s->walk, &s->world, &s->scan, mode);
	bpf_loop(TLV_STEPS, p->hook == HOOK_XDP ? walk_xdp : walk_skb, &ctx, 0);
}

#endif
