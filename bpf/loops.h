/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loops that the library wants (lib/octets.h), as loops of the kernel. Each step is a function
 * of its own, with a small stack, and finds its state by itself.
 */
#ifndef STAMP_LOOPS_H
#define STAMP_LOOPS_H

#include "lib/session.h"
#include "lib/tag.h"
#include "lib/tlv_drive.h"
#include "packet.h"
#include "store.h"

/* NULL if the work space is NULL, which is tested once (verifier: BOTH_WAYS). */
LIB struct tlv_space *tlv_space(void) {
	return &work_space()->tlvs;
}

LIB long scan_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct tlv_space *s = tlv_space();

	return !s || tlv_scan_step(&p, &s->scan);
}

LIB long walk_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct tlv_space *s = tlv_space();

	return !s || tlv_step(&p, &s->walk, &s->world);
}

LIB long tag_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};

	return tag_block(&p);
}

STEP_PER_HOOK(scan_one)
STEP_PER_HOOK(walk_one)
STEP_PER_HOOK(tag_one)

SHELL void repeat_scan(const struct pkt *p) {
	void *ctx = p->ctx;

	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, scan_one), &ctx, 0);
}

SHELL void repeat_walk(const struct pkt *p) {
	void *ctx = p->ctx;

	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, walk_one), &ctx, 0);
}

SHELL void repeat_tag(const struct pkt *p) {
	void *ctx = p->ctx;

	bpf_loop(TAG_STEPS, STEP_OF_HOOK(p, tag_one), &ctx, 0);
}

static long try_one(__u32 index, void *search) {
	(void)index;
	return try_slot(search);
}

SHELL void search_slots(struct slot_search *search) {
	bpf_loop(STAMP_PLACES_TRIED, try_one, search, 0);
}

#endif
