/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * HMAC-SHA-256 (RFC 2104), of which STAMP uses the leftmost 16 octets (RFC 8762 4.4). It begins
 * from midstates, so the block of the key is never hashed again: three blocks for a base packet.
 */
#ifndef STAMP_LIB_HMAC_H
#define STAMP_LIB_HMAC_H

#include "sha256.h"
#include "stamp/abi.h"

#define HMAC_TAG_WORDS 4
#define HMAC_TAG_OCTETS 16
#define HMAC_BASE_OCTETS 96 /* what the tag of a base packet covers */

/* SHA-256 ends a message with this bit, and with its length in bits (FIPS 180-4 5.1.1). */
#define SHA256_END_BIT 0x80000000u
#define SHA256_LENGTH_AT 14 /* the word of the last block in which the length begins */

struct hmac_space {
	struct sha256 hash;
	__be32 tag[HMAC_TAG_WORDS];
};

LIB void hash_from(struct sha256 *hash, const __u32 *state) {
	UNROLL
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		hash->state[i] = state[i];
}

/* Writes half a block from `word` on into the first or the second half. */
LIB void half_text_from(struct sha256 *hash, __u32 half, const any_word *word) {
	UNROLL
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		hash->text[SHA256_WORDS * half + i] = word[i];
}

/* Ends a message in the middle of the block. */
LIB void end_text(struct sha256 *hash, __u32 message_octets) {
	hash->text[SHA256_WORDS] = stamp_swap32(SHA256_END_BIT);
	UNROLL
	for (__u32 i = SHA256_WORDS + 1; i < SHA256_BLOCK_WORDS - 1; i++)
		hash->text[i] = 0;
	hash->text[SHA256_BLOCK_WORDS - 1] = stamp_swap32(message_octets * 8);
}

/* The outer hash over the inner one. */
LIB int hmac_finish(struct hmac_space *space, const struct stamp_midstate *key) {
	struct sha256 *hash = &space->hash;

	UNROLL
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		hash->text[i] = stamp_swap32(hash->state[i]);
	end_text(hash, SHA256_BLOCK_OCTETS + SHA256_WORDS * 4);
	hash_from(hash, key->outer);
	if (!sha256_compress(hash))
		return 0;
	UNROLL
	for (__u32 i = 0; i < HMAC_TAG_WORDS; i++)
		space->tag[i] = stamp_swap32(hash->state[i]);
	return 1;
}

/* The tag of a base packet that begins at `text`. 1: done. */
LIB int hmac_base(struct hmac_space *space, const struct stamp_midstate *key, const void *text) {
	const any_word *word = (const any_word *)text;
	struct sha256 *hash = &space->hash;

	PIN(word);
	hash_from(hash, key->inner);
	half_text_from(hash, 0, word);
	half_text_from(hash, 1, word + SHA256_WORDS);
	if (!sha256_compress(hash))
		return 0;
	half_text_from(hash, 0, word + 2 * SHA256_WORDS);
	end_text(hash, SHA256_BLOCK_OCTETS + HMAC_BASE_OCTETS);
	return sha256_compress(hash) && hmac_finish(space, key);
}

/*
 * A text of any length: hmac_begin(); for each 64 octets of it, put into space->hash.text by the
 * caller, hmac_block(); what is left put there in the same way, and hmac_end().
 */
LIB void hmac_begin(struct hmac_space *space, const struct stamp_midstate *key) {
	hash_from(&space->hash, key->inner);
}

LIB int hmac_block(struct hmac_space *space) {
	return sha256_compress(&space->hash);
}

/* All ones if a < b, else 0; both below 2^63. */
LIB __u64 ones_if_below(__u64 a, __u64 b) {
	__u64 less = (a - b) >> 63;

	KEEP(less);
	return 0 - less;
}

/*
 * Ends the message after the first `octets` (0..63) of the block; what was behind them goes.
 * Without a branch and without an address that depends on it: word by word, kept, cut or cleared.
 */
LIB void end_text_at(struct sha256 *hash, __u64 octets) {
	__u64 last = octets / 4, kept = 0xffffffffull << (32 - octets % 4 * 8),
	      end = (__u64)SHA256_END_BIT >> octets % 4 * 8;

	UNROLL
	for (__u32 i = 0; i < SHA256_BLOCK_WORDS; i++) {
		__u64 before, up_to, word;

		KEEP(last); /* one word after the other, or sixteen of each lie on the stack */
		before = ones_if_below(i, last);
		up_to = ones_if_below(i, last + 1);
		word = stamp_swap32(hash->text[i]);
		word = (word & (before | (kept & up_to))) | (end & up_to & ~before);
		hash->text[i] = stamp_swap32((__u32)word);
	}
}

/* The tag of the text, which had `octets` in all. 1: done. */
GLOBAL int hmac_end(struct hmac_space *space, const struct stamp_midstate *key, __u32 octets) {
	struct sha256 *hash;
	__u32 left = octets % SHA256_BLOCK_OCTETS;

	if (!space || !key)
		return 0;
	hash = &space->hash;
	end_text_at(hash, left);
	if (left >= SHA256_LENGTH_AT * 4) { /* no room for the length: in a block of its own */
		if (!sha256_compress(hash))
			return 0;
		UNROLL
		for (__u32 i = 0; i < SHA256_LENGTH_AT; i++)
			hash->text[i] = 0;
	}
	hash->text[SHA256_LENGTH_AT] = 0;
	hash->text[SHA256_LENGTH_AT + 1] = stamp_swap32((SHA256_BLOCK_OCTETS + octets) * 8);
	return sha256_compress(hash) && hmac_finish(space, key);
}

/*
 * Not 0: two tags differ. The time it takes does not depend on where (no branch, no early end), or
 * a tag could be guessed octet by octet.
 */
LIB __u64 tags_differ(const void *one, const void *other) {
	const any_word *a = (const any_word *)one, *b = (const any_word *)other;
	__u64 bits = 0;

	UNROLL
	for (__u32 i = 0; i < HMAC_TAG_WORDS; i++) {
		bits |= a[i] ^ b[i];
		KEEP(bits);
	}
	return bits;
}

#endif
