/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The world of a tc program: the clock, the packet, what the kernel does with it. */
#ifndef STAMP_ENV_H
#define STAMP_ENV_H

#include <linux/pkt_cls.h>

#include "lib/checksum.h"
#include "lib/parse.h"
#include "maps.h"

enum { CHUNK_OCTETS = 128 };

/* Hides what the compiler knows of a value: it must not remove a check that the verifier needs. */
static __always_inline __u32 opaque(__u32 value) {
	asm volatile("" : "+r"(value));
	return value;
}

/* The one door of time: the kernel's TAI clock, as UTC since 1970. */
static __always_inline __s64 utc_now(void) {
	__s64 clock = cfg.test_clock_ns ? cfg.test_clock_ns : (__s64)bpf_ktime_get_tai_ns();

	return clock + live.utc_minus_clock_ns;
}

static __always_inline struct stamp_ts wire_time(__s64 utc_ns) {
	return timestamp((__u64)(utc_ns + live.wire_minus_utc_ns), (enum stamp_format)cfg.format);
}

static __always_inline void count(enum stamp_verdict verdict) {
	__u32 key = verdict;
	__u64 *counter = bpf_map_lookup_elem(&verdicts, &key);

	if (counter)
		*counter += 1;
}

static __always_inline void *start_of(const struct __sk_buff *skb) {
	return (void *)(long)skb->data;
}

static __always_inline void *end_of(const struct __sk_buff *skb) {
	return (void *)(long)skb->data_end;
}

/* Headers that a driver left in fragments are pulled together; a short frame has none there. */
static __always_inline enum stamp_verdict open_frame(struct __sk_buff *skb, struct frame *f,
						     struct headers *h) {
	__u32 wanted = ETH_HLEN + sizeof(struct ipv6hdr) + sizeof(struct udphdr);

	if (UNLIKELY(start_of(skb) + wanted > end_of(skb)) &&
	    skb->len > end_of(skb) - start_of(skb))
		bpf_skb_pull_data(skb,
				  skb->len < STAMP_LINEAR_OCTETS ? skb->len : STAMP_LINEAR_OCTETS);
	return parse_udp(start_of(skb), end_of(skb), cfg.has_mac, f, h);
}

/* The headers and `payload` octets behind them, writable and in one piece. */
static __always_inline int reach(struct __sk_buff *skb, const struct frame *f, __u32 payload,
				 struct headers *h) {
	if (locate(start_of(skb), end_of(skb), cfg.has_mac, f, payload, h))
		return 1;
	if (bpf_skb_pull_data(skb, f->l4 + sizeof(struct udphdr) + payload))
		return 0;
	return locate(start_of(skb), end_of(skb), cfg.has_mac, f, payload, h);
}

struct range {
	struct __sk_buff *skb;
	__u32 offset;
	__u32 octets;
	__u64 sum;
};

static long sum_chunk(__u32 index, void *context) {
	struct range *r = context;
	__u32 chunk[CHUNK_OCTETS / 4];
	__u32 size = r->octets;
	long error;

	(void)index;
	if (size == 0)
		return 1;
	if (size >= CHUNK_OCTETS) {
		size = CHUNK_OCTETS;
		error = bpf_skb_load_bytes(r->skb, r->offset, chunk, CHUNK_OCTETS);
	} else {
		__builtin_memset(chunk, 0, sizeof(chunk));
		/* Before 6.8 the verifier learns nothing from "not 0": this is 1 or more for it. */
		size = (opaque(size - 1) & (CHUNK_OCTETS - 1)) + 1;
		error = bpf_skb_load_bytes(r->skb, r->offset, chunk, size);
	}
	if (error)
		return 1;
	r->sum += (__u32)bpf_csum_diff(0, 0, (void *)chunk, sizeof(chunk), 0);
	r->offset += size;
	r->octets -= size;
	return 0;
}

/*
 * The folded sum of `octets` from `offset` on, wherever the kernel keeps them. A callback, so that
 * the verifier looks at one turn of the loop.
 */
static __noinline __u32 sum_range(struct __sk_buff *skb, __u32 offset, __u32 octets) {
	struct range r = {skb, offset, octets, 0};

	bpf_loop(STAMP_MAX_UDP_OCTETS / CHUNK_OCTETS + 1, sum_chunk, &r, 0);
	return fold(r.sum);
}

/*
 * Is the checksum at `offset` left to the device (CHECKSUM_PARTIAL)? Only then does a change of
 * the payload not change the field. Pointers into the packet are invalid afterwards.
 */
static __always_inline int left_to_device(struct __sk_buff *skb, __u32 offset) {
	__sum16 before = 0, after = 0;

	if (bpf_skb_load_bytes(skb, offset, &before, sizeof(before)) ||
	    bpf_l4_csum_replace(skb, offset, 0, 1, 0) ||
	    bpf_skb_load_bytes(skb, offset, &after, sizeof(after)))
		return 0;
	if (after == before)
		return 1;
	bpf_skb_store_bytes(skb, offset, &before, sizeof(before), 0);
	return 0;
}

/* The base packet of a payload; what a shorter one lacks is zero (and never link padding). */
static __always_inline int read_base(struct __sk_buff *skb, const struct frame *f,
				     struct headers *h, __u32 at_least,
				     struct stamp_request *base) {
	__u32 more;

	if (f->payload >= STAMP_BASE_OCTETS) {
		if (!reach(skb, f, STAMP_BASE_OCTETS, h))
			return 0;
		__builtin_memcpy(base, h->udp + 1, sizeof(*base));
		return 1;
	}
	__builtin_memset(base, 0, sizeof(*base));
	/* Bounds what is added: of a sum clang compares a copy, and the verifier learns nothing. */
	more = opaque(f->payload - at_least);
	return more < STAMP_BASE_OCTETS - at_least &&
	       !bpf_skb_load_bytes(skb, f->l4 + sizeof(struct udphdr), base, at_least + more) &&
	       reach(skb, f, 0, h);
}

/*
 * The UDP checksum, over as many octets as the UDP length says. `base_sum`: of what read_base()
 * read. *partial: it is left to the device, so it is right by definition and nothing needs to be
 * kept up to date. Pointers into the packet are invalid afterwards.
 */
static __always_inline enum stamp_verdict verify_udp(struct __sk_buff *skb, const struct frame *f,
						     struct headers *h, __u64 base_sum,
						     int *partial) {
	const __u32 base_end = f->l4 + sizeof(struct udphdr) + STAMP_BASE_OCTETS;
	__u64 sum;

	*partial = 0;
	if (!h->udp->check)
		return f->is_ipv6 ? STAMP_V_BAD_CHECKSUM
				  : STAMP_V_GO_ON; /* RFC 768, RFC 8200 8.1 */
	sum = pseudo_header_sum(h);
	if (h->udp->check == fold(sum)) {
		*partial = left_to_device(skb, f->l4 + __builtin_offsetof(struct udphdr, check));
		if (*partial)
			return STAMP_V_GO_ON;
		if (!reach(skb, f, 0, h))
			return STAMP_V_NO_ROOM;
	}
	sum += sum_words(h->udp, sizeof(struct udphdr)) + base_sum;
	if (f->payload > STAMP_BASE_OCTETS) {
		if (f->payload > CHUNK_OCTETS && bpf_csum_level(skb, BPF_CSUM_LEVEL_QUERY) >= 0)
			return STAMP_V_GO_ON; /* the device has verified it */
		sum += sum_range(skb, base_end, f->payload - STAMP_BASE_OCTETS);
	}
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

#endif
