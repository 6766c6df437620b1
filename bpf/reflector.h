/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reflector: a request becomes its reply. At XDP that is all; at tc the egress program writes
 * T3 (and signs).
 */
#ifndef STAMP_REFLECTOR_H
#define STAMP_REFLECTOR_H

#include "answer_signed.h"

GLOBAL_PER_HOOK(examine)
GLOBAL_PER_HOOK(examine_rest)
GLOBAL_PER_HOOK(answer_by_copy)

/* Who signed the request that was examined? */
static __always_inline enum stamp_verdict verify_signed(void) {
	struct scratch *s = scratch_space();
	int key;

	if (!s)
		return STAMP_V_NO_ROOM;
	key = signer_of_base(s, s->pending.request.ssid);
	if (key < 0)
		return refuse_unsigned(s);
	s->pending.key = (__u32)key;
	return STAMP_V_GO_ON;
}

static __always_inline __u32 reflect_signed(const struct pkt *p) {
	__u32 outcome = CALL_PER_HOOK(p, examine_signed);

	if (outcome != STAMP_V_GO_ON)
		return outcome;
	return CALL_PER_HOOK(p, answer_signed);
}

static __always_inline __u32 reflect_by_copy(const struct pkt *p) {
	__u32 outcome = CALL_PER_HOOK(p, examine);

	if (outcome == STAMP_V_GO_ON)
		outcome = CALL_PER_HOOK(p, examine_rest);
	if (outcome == STAMP_V_GO_ON && cfg.authenticated)
		outcome = verify_signed();
	if (outcome != STAMP_V_GO_ON)
		return outcome;
	return CALL_PER_HOOK(p, answer_by_copy);
}

/*
 * A plain request is answered right here, without a call. Everything else by two, or three: one
 * after the other and not one from within the other, so that their stacks do not add up.
 */
static __always_inline enum stamp_verdict reflect(const struct pkt *p) {
	struct exchange x = {};
	enum shape shape = glance(p, &x.h);

	if (shape == SHAPE_FOREIGN)
		return STAMP_V_NOT_STAMP;
	if (shape == SHAPE_PLAIN && fits_in_place(p, &x)) {
		plain_offsets(cfg.has_mac, &x.f, &x.h);
		return answer_plain(p, &x);
	}
	if (shape == SHAPE_PLAIN && fits_signed(p, &x))
		return (enum stamp_verdict)reflect_signed(p);
	return (enum stamp_verdict)reflect_by_copy(p);
}

#endif
