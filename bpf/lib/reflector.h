/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reflector: a request becomes its reply. At XDP that is all; at tc the egress program writes
 * T3 (and signs).
 */
#ifndef STAMP_LIB_REFLECTOR_H
#define STAMP_LIB_REFLECTOR_H

#include "answer_signed.h"

/* Finds the key that signed the examined request. */
LIB enum stamp_verdict verify_signed(void) {
	struct work *s = work_space();
	int key;

	if (!s)
		return STAMP_V_NO_ROOM;
	key = signer_of_base(s, s->state.request.ssid);
	if (key < 0)
		return refuse_unsigned(s);
	s->state.key = (__u32)key;
	return STAMP_V_GO_ON;
}

LIB __u32 reflect_signed(const struct pkt *p) {
	const __u32 outcome = run_examine_signed(p);

	return outcome == STAMP_V_GO_ON ? run_answer_signed(p) : outcome;
}

LIB __u32 reflect_by_copy(const struct pkt *p) {
	__u32 outcome = run_examine(p);

	if (outcome == STAMP_V_GO_ON)
		outcome = run_examine_rest(p);
	if (outcome == STAMP_V_GO_ON && cfg.authenticated)
		outcome = verify_signed();
	return outcome == STAMP_V_GO_ON ? run_answer_by_copy(p) : outcome;
}

/*
 * A plain request is answered right here, without a call. Everything else by two, or three: one
 * after the other and not one from within the other, so that their stacks do not add up.
 */
LIB enum stamp_verdict reflect(const struct pkt *p) {
	struct headers h;
	enum shape shape = glance(p, &h);

	if (shape == SHAPE_FOREIGN)
		return STAMP_V_NOT_STAMP;
	if (shape == SHAPE_PLAIN && fits_in_place(p, &h))
		return answer_plain(p, &h);
	if (shape == SHAPE_PLAIN && fits_signed(p, &h))
		return (enum stamp_verdict)reflect_signed(p);
	return (enum stamp_verdict)reflect_by_copy(p);
}

#endif
