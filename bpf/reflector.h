/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reflector: a request becomes its reply. At XDP that is all; at tc the egress program writes
 * T3 (and signs).
 */
#ifndef STAMP_REFLECTOR_H
#define STAMP_REFLECTOR_H

#include "answer_copy.h"

static __always_inline __u32 answer_first(const struct pkt *p) {
	struct exchange x = {};
	struct ends ends;
	enum stamp_verdict v = check_request(p, &x, &ends);

	if (v)
		return v;
	if (cfg.authenticated || x.h.is_copied || may_have_tlvs(&x.f))
		return put_off(&x, &ends);
	return answer_in_place(p, &x, &ends);
}

static __noinline __u32 answer_skb_first(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	return answer_first(&p);
}

static __noinline __u32 answer_skb_by_copy(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	return answer_by_copy(&p);
}

static __noinline __u32 answer_xdp_first(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	return answer_first(&p);
}

static __noinline __u32 answer_xdp_by_copy(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	return answer_by_copy(&p);
}

/* Who signed the request that was put off? */
static __always_inline enum stamp_verdict verify_signed(void) {
	struct scratch *s = scratch_space();
	int key;

	if (!s)
		return STAMP_V_NO_ROOM;
	key = signer_of_base(s->pending.request.ssid);
	if (key < 0)
		return STAMP_V_BAD_HMAC;
	s->pending.key = (__u32)key;
	return STAMP_V_GO_ON;
}

/* One after the other and not one from within the other: their stacks do not add up. */
static __always_inline __u32 reflect(const struct pkt *p) {
	const int at_xdp = p->hook == HOOK_XDP;
	__u32 outcome;

	if (is_foreign(p))
		return STAMP_V_NOT_STAMP;
	outcome = at_xdp ? answer_xdp_first(p->ctx) : answer_skb_first(p->ctx);
	if (outcome == STAMP_V_GO_ON && cfg.authenticated)
		outcome = verify_signed();
	if (outcome != STAMP_V_GO_ON)
		return outcome;
	return at_xdp ? answer_xdp_by_copy(p->ctx) : answer_skb_by_copy(p->ctx);
}

#endif
