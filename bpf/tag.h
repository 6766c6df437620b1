/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tag of an HMAC TLV: over the sequence number of its packet and the TLVs before it (RFC 8972
 * 4.8), read block by block.
 */
#ifndef STAMP_TAG_H
#define STAMP_TAG_H

#include "auth.h"

/* Text octets of a block that begins `at` in the packet. */
static __always_inline long load_text(const struct pkt *p, struct scratch *s, __u32 size) {
	if (load_octets(p, s->tag_of.at, s->hmac.hash.text, size))
		return -1;
	if (s->tag_of.at + sizeof(__be32) == s->tag_of.first)
		s->hmac.hash.text[0] = s->tag_of.seq;
	return 0;
}

static __always_inline long tag_block(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct scratch *s = scratch_space();

	if (!s || s->tag_of.end - s->tag_of.at < SHA256_BLOCK_OCTETS ||
	    load_text(&p, s, SHA256_BLOCK_OCTETS) || !hmac_block(&s->hmac))
		return 1;
	s->tag_of.at += SHA256_BLOCK_OCTETS;
	return 0;
}

STEP_PER_HOOK(tag_block)

/* What s->tag_of asks for, into s->hmac.tag. 1: done. */
static __always_inline int tag_range(const struct pkt *p) {
	struct scratch *s = scratch_space();
	const struct stamp_midstate *key;
	const struct stamp_keys *found;
	void *ctx = p->ctx;
	__u64 left;

	if (!s)
		return 0;
	found = keys_of((__be16)s->tag_of.ssid);
	if (!has_key(found, s->tag_of.key))
		return 0;
	key = key_of(found, s->tag_of.key);
	s->tag_of.at = s->tag_of.first - sizeof(__be32);
	hmac_begin(&s->hmac, key);
	bpf_loop(STAMP_MAX_UDP_OCTETS / SHA256_BLOCK_OCTETS, STEP_OF_HOOK(p, tag_block), &ctx, 0);
	left = s->tag_of.end - s->tag_of.at;
	if (left >= SHA256_BLOCK_OCTETS)
		return 0;
	if (left && load_text(p, s, (__u32)(opaque(left - 1) & (SHA256_BLOCK_OCTETS - 1)) + 1))
		return 0;
	return hmac_end(&s->hmac, key, s->tag_of.end - s->tag_of.first + sizeof(__be32));
}

GLOBAL_PER_HOOK(tag_range)

/* The tag of the TLVs in [first, end), into s->hmac.tag. 1: done. */
static __always_inline int tag_tlvs(const struct pkt *p, struct scratch *s, __be16 ssid, __u32 key,
				    __be32 seq, __u32 first, __u32 end) {
	s->tag_of.ssid = ssid;
	s->tag_of.key = key;
	s->tag_of.seq = seq;
	s->tag_of.first = first;
	s->tag_of.end = end;
	return (int)CALL_PER_HOOK(p, tag_range);
}

/* Does the HMAC TLV at `end` hold that tag? */
static __always_inline int is_tagged(const struct pkt *p, struct scratch *s, __be16 ssid, __u32 key,
				     __be32 seq, __u32 first, __u32 end) {
	return tag_tlvs(p, s, ssid, key, seq, first, end) &&
	       !load_octets(p, end + sizeof(struct stamp_tlv), s->tag, sizeof(s->tag)) &&
	       !tags_differ(s->hmac.tag, s->tag);
}

#endif
