/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The HMAC library alone in the kernel, in the ways the datapath uses it. The text begins behind
 * the Ethernet header of a frame.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "lib/hmac.h"

enum { TEXT_AT = 14, MAX_BLOCKS = STAMP_MAX_UDP_OCTETS / SHA256_BLOCK_OCTETS + 1 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hmac_space);
} space SEC(".maps");

struct stamp_midstate key;
__be32 tag[HMAC_TAG_WORDS];
__be32 other_tag[HMAC_TAG_WORDS];

static __always_inline struct hmac_space *work_space(void) {
	__u32 first = 0;

	return bpf_map_lookup_elem(&space, &first);
}

static __always_inline void show_tag(const struct hmac_space *s) {
	UNROLL
	for (__u32 i = 0; i < HMAC_TAG_WORDS; i++)
		tag[i] = s->tag[i];
}

/* Takes the text of `octets` (a constant). */
static __always_inline int take_text(struct __sk_buff *skb, struct cursor *c, __u32 octets) {
	*c = (struct cursor){(__u8 *)(long)skb->data, (__u8 *)(long)skb->data_end, 0};
	return take(c, TEXT_AT) && take(c, octets);
}

SEC("tc") int base_tag(struct __sk_buff *skb) {
	struct hmac_space *s = work_space();
	struct cursor c;

	if (!s || !take_text(skb, &c, HMAC_BASE_OCTETS) || !hmac_base(s, &key, c.taken))
		return 0;
	show_tag(s);
	return 1;
}

/* Of the text that is read. The verifier does not look into it, and so finds an end of the loop. */
__u32 offset, end;

static long take_block(__u32 index, void *xdp) {
	struct hmac_space *s = work_space();

	(void)index;
	if (!s || end - offset < SHA256_BLOCK_OCTETS ||
	    bpf_xdp_load_bytes(*(struct xdp_md **)xdp, offset, s->hash.text, SHA256_BLOCK_OCTETS))
		return 1;
	offset += SHA256_BLOCK_OCTETS;
	return !hmac_block(s);
}

SEC("xdp.frags") int text_tag(struct xdp_md *xdp) {
	struct hmac_space *s = work_space();
	__u64 left;

	if (!s)
		return 0;
	offset = TEXT_AT;
	end = (__u32)bpf_xdp_get_buff_len(xdp);
	hmac_begin(s, &key);
	bpf_loop(MAX_BLOCKS, take_block, &xdp, 0);
	left = end - offset;
	if (left) {
		left--;
		KEEP(left);
		left = (left & (SHA256_BLOCK_OCTETS - 1)) + 1;
		if (bpf_xdp_load_bytes(xdp, offset, s->hash.text, (__u32)left))
			return 0;
	}
	if (!hmac_end(s, &key, end - TEXT_AT))
		return 0;
	show_tag(s);
	return 1;
}

/* Nothing in it but the comparison: a jump would be one of that. */
SEC("tc") int compare(struct __sk_buff *skb) {
	(void)skb;
	return (int)tags_differ(tag, other_tag);
}

/* The rest is for the benchmark. */
SEC("tc") int nothing(struct __sk_buff *skb) {
	struct hmac_space *s = work_space();

	(void)skb;
	return !!s;
}

SEC("tc") int sixteen_blocks(struct __sk_buff *skb) {
	struct hmac_space *s = work_space();

	(void)skb;
	if (!s)
		return 0;
	UNROLL
	for (__u32 i = 0; i < 16; i++)
		sha256_compress(&s->hash);
	return 1;
}

static __always_inline int verified(struct hmac_space *s, const __u8 *text) {
	return hmac_base(s, &key, text) && !tags_differ(s->tag, text + HMAC_BASE_OCTETS);
}

SEC("tc") int verify(struct __sk_buff *skb) {
	struct hmac_space *s = work_space();
	struct cursor c;

	return s && take_text(skb, &c, HMAC_BASE_OCTETS + HMAC_TAG_OCTETS) && verified(s, c.taken);
}

SEC("tc") int verify_and_sign(struct __sk_buff *skb) {
	struct hmac_space *s = work_space();
	struct cursor c;

	if (!s || !take_text(skb, &c, HMAC_BASE_OCTETS + HMAC_TAG_OCTETS) ||
	    !verified(s, c.taken) || !hmac_base(s, &key, c.taken))
		return 0;
	UNROLL
	for (__u32 i = 0; i < HMAC_TAG_WORDS; i++)
		((any_word *)(c.taken + HMAC_BASE_OCTETS))[i] = s->tag[i];
	return 1;
}

char _license[] SEC("license") = "Dual BSD/GPL";
