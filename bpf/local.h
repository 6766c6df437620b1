/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which addresses are ours. */
#ifndef STAMP_LOCAL_H
#define STAMP_LOCAL_H

#include "env.h"

/*
 * What an address is to us: enum stamp_local_kind, 0 for nothing. The key lies in scratch memory:
 * on the stack, Linux 6.1 takes the first half of a slot for a spilled register and refuses to
 * write the second one.
 */
static __always_inline __u32 local_kind(struct scratch *s, const struct stamp_addr *addr) {
	const __u8 *kind;

	s->prefix.bits = 128;
	s->prefix.addr = *addr;
	kind = bpf_map_lookup_elem(&local, &s->prefix);
	return kind ? *kind : 0;
}

#endif
