/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reflector: a request becomes its reply. At XDP that is all; at tc the egress program writes
 * T3 (and signs).
 */
#ifndef STAMP_REFLECTOR_H
#define STAMP_REFLECTOR_H

#include "answer_signed.h"

__noinline __u32 examine_skb(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	return examine(&p);
}

__noinline __u32 examine_skb_rest(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	return examine_rest(&p);
}

__noinline __u32 answer_skb_by_copy(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	return answer_by_copy(&p);
}

__noinline __u32 examine_xdp(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	return examine(&p);
}

__noinline __u32 examine_xdp_rest(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	return examine_rest(&p);
}

__noinline __u32 answer_xdp_by_copy(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	return answer_by_copy(&p);
}

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
	const int at_xdp = p->hook == HOOK_XDP;
	__u32 outcome = at_xdp ? examine_xdp_signed(p->ctx) : examine_skb_signed(p->ctx);

	if (outcome != STAMP_V_GO_ON)
		return outcome;
	return at_xdp ? answer_xdp_signed(p->ctx) : answer_skb_signed(p->ctx);
}

static __always_inline __u32 reflect_by_copy(const struct pkt *p) {
	const int at_xdp = p->hook == HOOK_XDP;
	__u32 outcome = at_xdp ? examine_xdp(p->ctx) : examine_skb(p->ctx);

	if (outcome == STAMP_V_GO_ON)
		outcome = at_xdp ? examine_xdp_rest(p->ctx) : examine_skb_rest(p->ctx);
	if (outcome == STAMP_V_GO_ON && cfg.authenticated)
		outcome = verify_signed();
	if (outcome != STAMP_V_GO_ON)
		return outcome;
	return at_xdp ? answer_xdp_by_copy(p->ctx) : answer_skb_by_copy(p->ctx);
}

/*
 * A plain request is answered right here, without a call. Everything else by two, or three: one
 * after the other and not one from within the other, so that their stacks do not add up.
 */
static __always_inline enum stamp_verdict reflect(const struct pkt *p) {
	struct exchange x = {};
	enum shape shape = glance(p, &x.f, &x.h);

	if (shape == SHAPE_FOREIGN)
		return STAMP_V_NOT_STAMP;
	if (shape == SHAPE_PLAIN && fits_in_place(p, &x))
		return answer_plain(p, &x);
	if (shape == SHAPE_PLAIN && fits_signed(p, &x))
		return (enum stamp_verdict)reflect_signed(p);
	return (enum stamp_verdict)reflect_by_copy(p);
}

#endif
