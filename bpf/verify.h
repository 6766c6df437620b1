/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Are the checksums of a packet right? */
#ifndef STAMP_VERIFY_H
#define STAMP_VERIFY_H

#include "lib/checksum.h"
#include "packet.h"

/* Each in a whole slot of the stack, see scratch_space(). */
struct range {
	void *ctx;
	__u64 offset;
	__u64 octets;
	__u64 sum;
};

/* What is left over of whole words, zeros behind it. */
static __always_inline __u32 odd_end(const struct pkt *p, __u32 offset, __u32 octets) {
	__u32 word = 0;

	if (octets)
		load_octets(p, offset, &word, (__u32)(opaque(octets - 1) & 3) + 1);
	return word;
}

/* Behind this offset bpf_xdp_load_bytes() begins nowhere (Linux: "offset > 0xffff"). */
enum { XDP_LAST_OFFSET = 0xffff };

/* `octets` of a chunk that is loaded, with the zeros behind them up to a whole word. */
static __always_inline __u32 sum_loaded(struct scratch *s, __u64 octets) {
	return (__u32)bpf_csum_diff(0, 0, s->chunk, (__u32)octets, 0);
}

static __always_inline long sum_chunk(struct range *r, enum hook hook) {
	const struct pkt p = {r->ctx, hook};
	struct scratch *s = scratch_space();
	__u64 size = r->octets < STAMP_CHUNK_OCTETS ? r->octets : STAMP_CHUNK_OCTETS;
	int is_far; /* where the odd octets at its end cannot be loaded by themselves */

	if (size == 0 || !s)
		return 1;
	/* Before 6.8 the verifier learns nothing from "not 0": this is 1 or more for it. */
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

static __always_inline __u32 sum_chunks(const struct pkt *p, __u32 offset, __u32 octets) {
	struct range r = {p->ctx, offset, octets, 0};

	bpf_loop(MAX_CHUNKS, STEP_OF_HOOK(p, sum_chunk), &r, 0);
	return fold(r.sum);
}

__noinline __u32 sum_skb(struct __sk_buff *skb, __u32 offset, __u32 octets) {
	const struct pkt p = {skb, HOOK_TC};

	return sum_chunks(&p, offset, octets);
}

__noinline __u32 sum_xdp(struct xdp_md *xdp, __u32 offset, __u32 octets) {
	const struct pkt p = {xdp, HOOK_XDP};

	return sum_chunks(&p, offset, octets);
}

/*
 * The folded sum of `octets` from `offset` on, wherever the kernel keeps them. A callback, so that
 * the verifier looks at one turn of the loop.
 */
static __always_inline __u32 sum_range(const struct pkt *p, __u32 offset, __u32 octets) {
	return p->hook == HOOK_XDP ? sum_xdp(p->ctx, offset, octets)
				   : sum_skb(p->ctx, offset, octets);
}

/*
 * Is the checksum at `offset` left to the device (CHECKSUM_PARTIAL)? Only then does a change of
 * the payload not change the field. Pointers into the packet are invalid afterwards.
 */
static __always_inline int left_to_device(const struct pkt *p, __u32 offset) {
	__sum16 before = 0, after = 0;

	if (load_octets(p, offset, &before, sizeof(before)) ||
	    bpf_l4_csum_replace(p->ctx, offset, 0, 1, 0) ||
	    load_octets(p, offset, &after, sizeof(after)))
		return 0;
	if (after == before)
		return 1;
	store_octets(p, offset, &before, sizeof(before));
	return 0;
}

static __always_inline enum stamp_verdict verify_ipv4(const struct pkt *p, const struct frame *f,
						      const struct headers *h) {
	__u32 options = f->l4 - f->l3 - sizeof(struct iphdr);
	__u64 sum = ipv4_header_sum(h->ip4);

	if (UNLIKELY(h->is_copied) && options)
		sum += sum_range(p, f->l3 + sizeof(struct iphdr), options);
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

/* A big payload that the device has verified is not summed again. */
static __always_inline int device_verified(const struct pkt *p, const struct frame *f) {
	return p->hook == HOOK_TC && f->payload > STAMP_QUICK_SUM_OCTETS &&
	       bpf_csum_level(p->ctx, BPF_CSUM_LEVEL_QUERY) >= 0;
}

/*
 * The UDP checksum, over as many octets as the UDP length says. `base_sum`: of the base packet that
 * was read. *partial: the field holds the pseudo header's sum alone, since a device was to complete
 * it; nobody can have damaged what was never on a wire. At tc the kernel knows whether that is so,
 * at XDP it is believed. Pointers into the packet are valid afterwards.
 */
static __always_inline enum stamp_verdict verify_udp(const struct pkt *p, const struct frame *f,
						     struct headers *h, __u64 base_sum,
						     int *partial) {
	__u64 sum;

	*partial = 0;
	if (!h->udp->check)
		return h->is_ipv6 ? STAMP_V_BAD_CHECKSUM
				  : STAMP_V_GO_ON; /* RFC 768, RFC 8200 8.1 */
	sum = pseudo_header_sum(h);
	if (h->udp->check == fold(sum)) {
		*partial = p->hook == HOOK_XDP ||
			   left_to_device(p, f->l4 + __builtin_offsetof(struct udphdr, check));
		if (!find_again(p, h))
			return STAMP_V_NO_ROOM;
		if (*partial)
			return STAMP_V_GO_ON;
	}
	sum += sum_words(h->udp, sizeof(struct udphdr)) + base_sum;
	if (f->payload > base_octets()) {
		if (device_verified(p, f))
			return STAMP_V_GO_ON;
		sum += sum_range(p, f->l4 + sizeof(struct udphdr) + base_octets(),
				 f->payload - base_octets());
	}
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

#endif
