/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A position in a packet and its end: one bounds check per header, in one place.
 * The datapath library touches memory only, and packets and tables by what octets.h and store.h
 * declare. It compiles as BPF and as C++.
 */
#ifndef STAMP_LIB_CURSOR_H
#define STAMP_LIB_CURSOR_H

#include <linux/types.h>

#define LIB static inline __attribute__((always_inline))
/* Declared in the library, defined by a shell: octets.h, store.h. */
#ifdef __cplusplus
#define SHELL inline
#else
#define SHELL LIB
#endif
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/*
 * In BPF, functions of their own: VERIFIED_ONCE is global (verifier: FEW_PATHS); OWN_STACK is
 * walked at each call, but its stack is not its caller's (verifier: WHOLE_SLOTS).
 */
#ifdef __bpf__
#define VERIFIED_ONCE __attribute__((noinline))
#define OWN_STACK static __attribute__((noinline))
#else
#define VERIFIED_ONCE static inline
#define OWN_STACK static inline
#endif

/* A barrier: the compiler moves no memory access across it. */
#define KEEP_ORDER() __asm__ volatile("" ::: "memory")

#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/*
 * Hides from the compiler where a pointer came from, so that it moves by constants only (verifier:
 * CONSTANT_STEPS).
 */
#ifdef __bpf__
#define PIN(pointer) asm volatile("" : "+r"(pointer))
#else
#define PIN(pointer) ((void)0)
#endif

/* Hides what the compiler knows of a value (verifier: BOUND_WHAT_IS_USED). */
LIB __u64 opaque(__u64 value) {
	PIN(value);
	return value;
}

/* Reads and writes memory that was declared with another type. */
typedef __u32 __attribute__((may_alias)) any_word;

struct cursor {
	__u8 *pos;
	__u8 *end;
	__u8 *taken; /* what the last take() passed */
};

/*
 * Passes the next `size` octets (a constant). 0: there are fewer. A flag, not a null pointer, says
 * so (verifier: NO_POINTER_COMPARED).
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
