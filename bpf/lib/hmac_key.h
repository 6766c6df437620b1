/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Computes the midstates of a key. Only user space has keys. */
#ifndef STAMP_LIB_HMAC_KEY_H
#define STAMP_LIB_HMAC_KEY_H

#include "hmac.h"

/* FIPS 180-4 5.3.3 */
static const __u32 sha256_start[SHA256_WORDS] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* RFC 2104 2: the key, with zeros to the end of the block, combined with one octet. */
LIB void hash_key(struct sha256 *hash, const __u8 *key, __u32 octets, __u32 pad) {
	hash_from(hash, sha256_start);
	for (__u32 i = 0; i < SHA256_BLOCK_WORDS; i++) {
		__u32 word = 0;

		for (__u32 at = 4 * i; at < 4 * i + 4; at++)
			word = word << 8 | ((at < octets ? key[at] : 0) ^ pad);
		hash->text[i] = stamp_swap32(word);
	}
	sha256_compress(hash);
}

/* `octets`: at most 64; RFC 2104 hashes a longer key first. Leaves no trace of it. */
LIB void hmac_midstate(const __u8 *key, __u32 octets, struct stamp_midstate *out) {
	struct sha256 hash;
	volatile __u8 *trace = (volatile __u8 *)&hash;

	hash_key(&hash, key, octets, 0x36);
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		out->inner[i] = hash.state[i];
	hash_key(&hash, key, octets, 0x5c);
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		out->outer[i] = hash.state[i];
	for (__u32 i = 0; i < sizeof(hash); i++)
		trace[i] = 0;
}

#endif
