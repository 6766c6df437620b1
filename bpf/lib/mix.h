/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A hash of an address by secret multipliers: an attacker who chooses the addresses does not choose
 * which of them meet (multiply-shift over vectors; Dietzfelbinger, STACS 1996, theorem 3).
 */
#ifndef STAMP_LIB_MIX_H
#define STAMP_LIB_MIX_H

#include "cursor.h"
#include "stamp/abi.h"

LIB __u32 mix(const struct stamp_addr *addr, const __u64 *seed) {
	__u64 sum = 0;

	UNROLL
	for (int i = 0; i < STAMP_SEED_WORDS; i++)
		sum += addr->word[i] * seed[i];
	return (__u32)(sum >> 32);
}

/* The same of an IPv4 address, mapped. */
LIB __u32 mix_ipv4(__be32 addr, const __u64 *seed) {
	return (__u32)((stamp_swap32(0xffff) * seed[2] + addr * seed[3]) >> 32);
}

#endif
