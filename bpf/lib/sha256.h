/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One block of SHA-256 (FIPS 180-4 6.2.2), made for BPF, which has 64-bit registers, ten of them,
 * and no rotation.
 *
 * A word lies twice in a register (twice()): a shift to the right is a rotation of the low half.
 * What only gets added or combined may have anything in its high half.
 *
 * Nothing is spilled to the stack (verifier: FENCED_SPILLS): a block with a hundred spills takes
 * 2.6 times as long. What is needed again late lies in memory of the caller.
 *
 * No loop is left: every address is a constant, and there is no branch to be taken wrongly.
 */
#ifndef STAMP_LIB_SHA256_H
#define STAMP_LIB_SHA256_H

#include "cursor.h"
#include "stamp/wire.h"

/*
 * Stops the compiler from regrouping what comes before and after: it would hold more values at a
 * time than there are registers. It must not carry the contents of memory in one either.
 */
#define KEEP(value) __asm__ volatile("" : "+r"(value) : : "memory")

/*
 * Verified once, by itself, and not at every call: in BPF a global function. Weak, so that the
 * compiler knows no more of what it returns than the verifier, which wants to see it compared.
 */
#ifdef __bpf__
#define GLOBAL __attribute__((noinline, weak))
#else
#define GLOBAL static inline
#endif

#define SHA256_WORDS 8 /* the words of the state, which is the digest */
#define SHA256_BLOCK_WORDS 16
#define SHA256_BLOCK_OCTETS 64

/* FIPS 180-4 4.2.2 */
static const __u32 sha256_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

struct sha256 {
	__u32 state[SHA256_WORDS];
	__be32 text[SHA256_BLOCK_WORDS]; /* the block as it is in the message */
	/* Of sha256_compress(): the last values of a and e, and words of the schedule, twice. */
	__u32 last_a[4], last_e[4];
	__u64 schedule[SHA256_BLOCK_WORDS];
};

/* What lies in registers between two rounds. b_xor_c saves the next majority an instruction. */
struct sha256_lanes {
	__u64 a, b, b_xor_c, e, g;
};

LIB __u64 twice(__u64 word) {
	word <<= 32;
	KEEP(word);
	return word | word >> 32;
}

/* Rotated by `third`, by `second` + `third`, and by all of them, combined. */
LIB __u64 three_rotations(__u64 x, __u32 first, __u32 second, __u32 third) {
	__u64 t = x >> first;

	KEEP(t);
	t ^= x;
	KEEP(t);
	t >>= second;
	KEEP(t);
	t ^= x;
	KEEP(t);
	return t >> third;
}

/* Rotated by `second`, by both, and shifted, combined. */
LIB __u64 two_rotations(__u64 x, __u32 first, __u32 second, __u32 shift) {
	__u64 t = x >> first;

	KEEP(t);
	t ^= x;
	KEEP(t);
	t >>= second;
	KEEP(t);
	return t ^ x >> (32 + shift);
}

/* A word of the schedule from the sixteen before it. */
LIB __u64 sha256_extend(struct sha256 *hash, __u32 i) {
	__u64 word = hash->schedule[i % 16];

	word += hash->schedule[(i + 9) % 16];
	KEEP(word);
	word += two_rotations(hash->schedule[(i + 1) % 16], 11, 7, 3);
	KEEP(word);
	word += two_rotations(hash->schedule[(i + 14) % 16], 2, 17, 10);
	word = twice(word);
	hash->schedule[i % 16] = word;
	return word;
}

/* d and h of this round lie where the new a and e go to. */
LIB void sha256_round(struct sha256 *hash, struct sha256_lanes *lane, __u32 i, __u64 word) {
	__u64 sum = word + hash->last_e[i % 4];
	__u64 f, choice, a_xor_b;

	sum += sha256_constants[i];
	KEEP(sum);
	f = hash->last_e[(i + 2) % 4];
	choice = ((f ^ lane->g) & lane->e) ^ lane->g;
	lane->g = f;
	KEEP(choice);
	sum += choice;
	KEEP(sum);
	sum += three_rotations(lane->e, 14, 5, 6);
	KEEP(sum);
	lane->e = twice(sum + hash->last_a[i % 4]);
	hash->last_e[i % 4] = (__u32)lane->e;

	a_xor_b = lane->a ^ lane->b;
	KEEP(a_xor_b);
	lane->b_xor_c = (lane->b_xor_c & a_xor_b) ^ lane->b; /* the majority of a, b, c */
	KEEP(lane->b_xor_c);
	sum += lane->b_xor_c;
	KEEP(sum);
	sum += three_rotations(lane->a, 9, 11, 2);
	lane->b_xor_c = a_xor_b;
	lane->b = lane->a;
	lane->a = twice(sum);
	hash->last_a[i % 4] = (__u32)lane->a;
}

LIB struct sha256_lanes sha256_enter(struct sha256 *hash) {
	struct sha256_lanes lane;

	UNROLL
	for (__u32 i = 0; i < 4; i++) {
		hash->last_a[3 - i] = hash->state[i];
		hash->last_e[3 - i] = hash->state[4 + i];
	}
	lane.a = twice(hash->state[0]);
	lane.b = hash->state[1];
	lane.b_xor_c = lane.b ^ hash->state[2];
	lane.e = twice(hash->state[4]);
	lane.g = hash->state[6];
	return lane;
}

/* In a process: another way to do the same, by the processor's own instructions; NULL: this one. */
#ifndef __bpf__
inline int (*sha256_faster)(struct sha256 *hash);
#endif

/* Takes the block `text` into `state`. 1: done. */
GLOBAL int sha256_compress(struct sha256 *hash) {
	struct sha256_lanes lane;

	if (!hash)
		return 0;
#ifndef __bpf__
	if (sha256_faster)
		return sha256_faster(hash);
#endif
	lane = sha256_enter(hash);
	UNROLL
	for (__u32 i = 0; i < 16; i++) {
		__u64 word = stamp_swap32(hash->text[i]);

		KEEP(word);
		word = twice(word);
		hash->schedule[i] = word;
		sha256_round(hash, &lane, i, word);
	}
	UNROLL
	for (__u32 i = 16; i < 64; i++)
		sha256_round(hash, &lane, i, sha256_extend(hash, i));
	UNROLL
	for (__u32 i = 0; i < 4; i++) {
		hash->state[i] += hash->last_a[3 - i];
		hash->state[4 + i] += hash->last_e[3 - i];
	}
	return 1;
}

#endif
