/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which of the latest numbers were received: STAMP_RECEIVED_BLOCKS words, each of which has the
 * number of a block of 32 in its upper half and a bit for each number of that block in its lower
 * one. A word is changed as a whole, so several CPUs share it without a lock.
 */
#ifndef STAMP_LIB_RECEIVED_H
#define STAMP_LIB_RECEIVED_H

#include "cursor.h"
#include "stamp/abi.h"

enum { RECEIVED_BLOCK_BITS = 5 };

/* verifier: CONSTANT_STEPS */
LIB __u64 *received_word(__u64 *words, __u32 block) {
	__u64 *word = words;

	for (__u32 i = 1; i < STAMP_RECEIVED_BLOCKS; i++) {
		if (block % STAMP_RECEIVED_BLOCKS >= i) {
			word++;
			PIN(word);
		}
	}
	return word;
}

/*
 * Notes that `seq` was received. 1: it certainly was received before. A word belongs to the block
 * that was noted last, be it older or newer. What is more than (STAMP_RECEIVED_BLOCKS - 1) * 32
 * numbers behind the furthest is a replay, or a sender that began again: it is not counted.
 */
LIB int received_before(__u64 *words, __u32 seq) {
	const __u32 block = seq >> RECEIVED_BLOCK_BITS;
	const __u64 bit = 1ull << (seq & ((1u << RECEIVED_BLOCK_BITS) - 1));
	__u64 *word = received_word(words, block);
	__u64 seen = *(volatile __u64 *)word;

	if (seen >> 32 != block) {
		__u64 was = __sync_val_compare_and_swap(word, seen, (__u64)block << 32 | bit);

		if (was == seen || was >> 32 != block)
			return 0; /* begun; or another CPU has taken it for another block */
	}
	seen = __sync_fetch_and_or(word, bit);
	return seen >> 32 == block && (seen & bit);
}

#endif
