/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs. Each asks what became of the packet, counts the answer and turns it into an
 * action. What is not ours goes on to the next program (-1: TCX_NEXT, TC_ACT_UNSPEC).
 *
 * An XDP program stands in front of the tc programs of its role and counts only what it settles:
 * what it passes up comes to them, and they count it.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "arrival.h"
#include "env.h"
#include "lib/departure.h"
#include "lib/reflector.h"
#include "lib/reply_in.h"
#include "loops.h"
#include "packet.h"
#include "peer.h"
#include "request_out.h"
#include "steps.h"
#include "store.h"
#include "sums.h"

enum { NEXT = -1 };

enum fate { FATE_PASSED, FATE_DROPPED, FATE_ANSWERED };

static __always_inline enum fate fate_of_request(enum stamp_verdict verdict) {
	switch (verdict) {
	case STAMP_V_REFLECTED:
		return FATE_ANSWERED;
	case STAMP_V_NOT_STAMP:
	case STAMP_V_MULTICAST:
	case STAMP_V_FRAGMENT:
	case STAMP_V_SLOW_PATH:
	case STAMP_V_LOOP: /* may be a reply to another sender on this host */
		return FATE_PASSED;
	default:
		return FATE_DROPPED;
	}
}

static __always_inline enum fate fate_of_reply(enum stamp_verdict verdict) {
	switch (verdict) {
	case STAMP_V_RECEIVED:
	case STAMP_V_RING_FULL:
	case STAMP_V_SHORT:
	case STAMP_V_BAD_CHECKSUM:
	case STAMP_V_BAD_HMAC:
		return FATE_DROPPED; /* handed over, or of no use to any program */
	default:
		return FATE_PASSED;
	}
}

SEC("tc") int stamp_refl_in(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};
	enum stamp_verdict verdict = reflect(&p);

	count(verdict);
	switch (fate_of_request(verdict)) {
	case FATE_ANSWERED:
		skb->mark = 0; /* that of the request, if others have set one */
		return (int)bpf_redirect(skb->ifindex, 0);
	case FATE_DROPPED:
		return TC_ACT_SHOT;
	default:
		return NEXT;
	}
}

SEC("tc") int stamp_refl_out(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};
	enum stamp_verdict verdict = write_t3(&p);

	count(verdict);
	return verdict == STAMP_V_BAD_HMAC ? TC_ACT_SHOT : NEXT; /* its key is gone */
}

SEC("xdp") int stamp_refl_xdp(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};
	enum stamp_verdict verdict = reflect(&p);
	enum fate fate = fate_of_request(verdict);

	if (fate == FATE_PASSED || verdict == STAMP_V_NO_ROOM)
		return XDP_PASS;
	count(verdict);
	return fate == FATE_ANSWERED ? XDP_TX : XDP_DROP;
}

SEC("tc") int stamp_send_out(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	count(write_t1(&p));
	return NEXT;
}

SEC("tc") int stamp_send_in(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};
	enum stamp_verdict verdict = take_reply(&p);

	count(verdict);
	return fate_of_reply(verdict) == FATE_DROPPED ? TC_ACT_SHOT : NEXT;
}

SEC("xdp") int stamp_send_xdp(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};
	enum stamp_verdict verdict = take_reply(&p);

	if (fate_of_reply(verdict) == FATE_PASSED)
		return XDP_PASS;
	count(verdict);
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
