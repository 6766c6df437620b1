/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A packet under either hook, and the functions that must exist once for each hook: the verifier
 * knows the type of a context, so a global function or a step of a loop belongs to one hook.
 */
#ifndef STAMP_HOOK_H
#define STAMP_HOOK_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "lib/octets.h"

/*
 * `hook` is a constant wherever this is inlined, so that each program contains only its own calls.
 */
struct pkt {
	void *ctx;
	enum hook hook;
};

/* Global functions around body(p), which the verifier walks once, with a stack of their own. */
#define GLOBAL_PER_HOOK(body)                                                                      \
	VERIFIED_ONCE __u32 body##_skb(struct __sk_buff *skb) {                                    \
		const struct pkt p = {skb, HOOK_TC};                                               \
                                                                                                   \
		return (__u32)body(&p);                                                            \
	}                                                                                          \
	VERIFIED_ONCE __u32 body##_xdp(struct xdp_md *xdp) {                                       \
		const struct pkt p = {xdp, HOOK_XDP};                                              \
                                                                                                   \
		return (__u32)body(&p);                                                            \
	}

#define CALL_PER_HOOK(p, body) ((p)->hook == HOOK_XDP ? body##_xdp((p)->ctx) : body##_skb((p)->ctx))

/* Callbacks of bpf_loop() around body(state, hook). */
#define STEP_PER_HOOK(body)                                                                        \
	static long body##_skb(__u32 index, void *state) {                                         \
		(void)index;                                                                       \
		return body(state, HOOK_TC);                                                       \
	}                                                                                          \
	static long body##_xdp(__u32 index, void *state) {                                         \
		(void)index;                                                                       \
		return body(state, HOOK_XDP);                                                      \
	}

#define STEP_OF_HOOK(p, body) ((p)->hook == HOOK_XDP ? body##_xdp : body##_skb)

#endif
