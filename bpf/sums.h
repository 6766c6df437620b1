/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sums over octets of a packet, wherever the kernel keeps them (lib/octets.h). */
#ifndef STAMP_SUMS_H
#define STAMP_SUMS_H

#include "lib/checksum.h"
#include "lib/work.h"
#include "packet.h"

/* Members of whole slots (verifier: WHOLE_SLOTS). */
struct range {
	void *ctx;
	__u64 offset;
	__u64 octets;
	__u64 sum;
};

/* What is left over of whole words, zeros behind it. */
LIB __u32 odd_end(const struct pkt *p, __u32 offset, __u32 octets) {
	__u32 word = 0;

	if (octets)
		load_octets(p, offset, &word, (__u32)(opaque(octets - 1) & 3) + 1);
	return word;
}

/* Behind this offset bpf_xdp_load_bytes() begins nowhere (Linux: "offset > 0xffff"). */
enum { XDP_LAST_OFFSET = 0xffff };

/* `octets` of a chunk that is loaded, with the zeros behind them up to a whole word. */
LIB __u32 sum_loaded(struct work *s, __u64 octets) {
	return (__u32)bpf_csum_diff(0, 0, s->chunk, (__u32)octets, 0);
}

LIB long sum_chunk(struct range *r, enum hook hook) {
	const struct pkt p = {r->ctx, hook};
	struct work *s = work_space();
	__u64 size = r->octets < STAMP_CHUNK_OCTETS ? r->octets : STAMP_CHUNK_OCTETS;
	int is_far; /* where the odd octets at its end cannot be loaded by themselves */

	if (size == 0 || !s)
		return 1;
	/* verifier: NOT_ZERO */
	size = (opaque(size - 1) & (STAMP_CHUNK_OCTETS - 1)) + 1;
	is_far = hook == HOOK_XDP && r->offset + size > XDP_LAST_OFFSET;
	if (is_far)
		__builtin_memset(s->chunk, 0, sizeof(s->chunk));
	if (load_octets(&p, (__u32)r->offset, s->chunk, (__u32)size))
		return 1;
	if (is_far) {
		r->sum += sum_loaded(s, (size + 3) & ~3u);
	} else {
		r->sum += sum_loaded(s, size & ~3u);
		r->sum += odd_end(&p, (__u32)(r->offset + (size & ~3u)), size & 3);
	}
	r->offset += size;
	r->octets -= size;
	return 0;
}

STEP_PER_HOOK(sum_chunk)

enum { MAX_CHUNKS = STAMP_MAX_UDP_OCTETS / STAMP_CHUNK_OCTETS + 1 };

LIB __u32 sum_chunks(const struct pkt *p, __u32 offset, __u32 octets) {
	struct range r = {p->ctx, offset, octets, 0};

	bpf_loop(MAX_CHUNKS, STEP_OF_HOOK(p, sum_chunk), &r, 0);
	return fold(r.sum);
}

VERIFIED_ONCE __u32 sum_skb(struct __sk_buff *skb, __u32 offset, __u32 octets) {
	const struct pkt p = {skb, HOOK_TC};

	return sum_chunks(&p, offset, octets);
}

VERIFIED_ONCE __u32 sum_xdp(struct xdp_md *xdp, __u32 offset, __u32 octets) {
	const struct pkt p = {xdp, HOOK_XDP};

	return sum_chunks(&p, offset, octets);
}

/* A callback, so that the verifier looks at one turn of the loop. */
SHELL __u32 sum_range(const struct pkt *p, __u32 offset, __u32 octets) {
	return p->hook == HOOK_XDP ? sum_xdp(p->ctx, offset, octets)
				   : sum_skb(p->ctx, offset, octets);
}

#endif
