/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The functions of the library that are programs of their own (lib/octets.h). They are called one
 * after the other and not one from within the other (verifier: ONE_STACK).
 */
#ifndef STAMP_STEPS_H
#define STAMP_STEPS_H

#include "hook.h"
#include "lib/reflector.h"
#include "lib/reply_in.h"
#include "loops.h"

#define RUN_PER_HOOK(type, body)                                                                   \
	GLOBAL_PER_HOOK(body)                                                                      \
                                                                                                   \
	SHELL type run_##body(const struct pkt *p) {                                               \
		return (type)CALL_PER_HOOK(p, body);                                               \
	}

RUN_PER_HOOK(int, tag_range)
RUN_PER_HOOK(__u32, examine)
RUN_PER_HOOK(__u32, examine_rest)
RUN_PER_HOOK(__u32, answer_by_copy)
RUN_PER_HOOK(__u32, examine_signed)
RUN_PER_HOOK(__u32, answer_signed)
RUN_PER_HOOK(__u32, take_reply_first)

#endif
