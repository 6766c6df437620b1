/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loops around lib/tlv.h, under either hook. Who includes this has defined what that wants, and
 *	struct tlv_space *tlv_space(void)	where the state lies; NULL: nowhere
 * Each step is a function of its own, with a small stack, and finds the state by itself.
 */
#ifndef STAMP_TLV_LOOPS_H
#define STAMP_TLV_LOOPS_H

#include "hook.h"
#include "lib/tlv.h"

static __always_inline long scan_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct tlv_space *s = tlv_space();

	return !s || tlv_scan_step(&p, &s->scan);
}

STEP_PER_HOOK(scan_one)

static __always_inline long walk_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct tlv_space *s = tlv_space();

	return !s || tlv_step(&p, &s->walk, &s->world);
}

STEP_PER_HOOK(walk_one)

/* What is in [at, end). */
static __always_inline void scan_tlvs(const struct pkt *p, struct tlv_scan *s, __u32 at,
				      __u32 end) {
	void *ctx = p->ctx;

	tlv_scan_begin(s, at, end);
	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, scan_one), &ctx, 0);
	if (tlv_scan_again(p, s))
		bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, scan_one), &ctx, 0);
}

/* What was scanned. */
static __always_inline void walk_tlvs(const struct pkt *p, struct tlv_space *s,
				      enum tlv_mode mode) {
	void *ctx = p->ctx;

	tlv_begin(&s->walk, &s->world, &s->scan, mode);
	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, walk_one), &ctx, 0);
}

#endif
