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

/* Reads and writes what was declared as something else. */
typedef __u32 __attribute__((may_alias)) any_word;

struct cursor {
	__u8 *pos;
	__u8 *end;
};

/* The next `size` octets, or NULL; moves on by as much. */
LIB void *take(struct cursor *c, __u32 size) {
	__u8 *here = c->pos;

	if (here + size > c->end)
		return 0;
	c->pos = here + size;
	return here;
}

#define TAKE(c, type) ((type *)take(c, sizeof(type)))

#endif
