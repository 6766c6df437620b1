/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What lib/tlv.h and its loops want around them, in the programs of either role. */
#ifndef STAMP_TLV_ENV_H
#define STAMP_TLV_ENV_H

#include "local.h"
#include "verify.h"

static __always_inline int is_all_zero(const struct pkt *p, __u32 offset, __u32 octets) {
	return !sum_range(p, offset, octets);
}

static __always_inline int is_our_address(const struct stamp_addr *addr) {
	struct scratch *s = scratch_space();

	return s && local_kind(s, addr) == STAMP_LOCAL_UNICAST;
}

/* NULL when that is: it is tested once, see has_key(). */
static __always_inline struct tlv_space *tlv_space(void) {
	return &scratch_space()->tlvs;
}

#include "tlv_loops.h" /* wants what is above */

#endif
