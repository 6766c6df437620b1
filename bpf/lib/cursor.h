/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A position in a packet and its end: one bounds check per header, in one place.
 * The datapath library touches memory only. It compiles as BPF and as C++.
 */
#ifndef STAMP_LIB_CURSOR_H
#define STAMP_LIB_CURSOR_H

#include <linux/types.h>

#define LIB static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/*
 * Hides from the compiler where a packet pointer came from, so that it moves by constants only.
 * To a load without CAP_PERFMON the verifier refuses the sum of a packet pointer and a register,
 * whatever it holds ("pointer arithmetic ... prohibited", its guard against Spectre v1), and the
 * compiler would make one of two constants that meet.
 */
#ifdef __bpf__
#define PIN(pointer) asm volatile("" : "+r"(pointer))
#else
#define PIN(pointer) ((void)0)
#endif

/* Hides what the compiler knows of a value: it must not remove a check that the verifier needs. */
LIB __u64 opaque(__u64 value) {
	PIN(value);
	return value;
}

/* Reads and writes what was declared as something else. */
typedef __u32 __attribute__((may_alias)) any_word;

struct cursor {
	__u8 *pos;
	__u8 *end;
	__u8 *taken; /* what the last take() moved over */
};

/*
 * Moves over the next `size` octets (a constant). 0: there are not as many. A flag and no null
 * pointer, with which the verifier lets only CAP_PERFMON compare a packet pointer.
 */
LIB int take(struct cursor *c, __u32 size) {
	__u8 *next = c->pos + size;

	if (next > c->end)
		return 0;
	PIN(next);
	c->taken = c->pos;
	c->pos = next;
	return 1;
}

#endif
