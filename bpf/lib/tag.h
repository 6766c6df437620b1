/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tag of an HMAC TLV: over the sequence number of its packet and the TLVs before it (RFC 8972
 * 4.8), read block by block.
 */
#ifndef STAMP_LIB_TAG_H
#define STAMP_LIB_TAG_H

#include "signature.h"

enum { TAG_STEPS = STAMP_MAX_UDP_OCTETS / SHA256_BLOCK_OCTETS };

/* Text octets of a block that begins `at` in the packet. */
LIB long load_text(const struct pkt *p, struct work *s, __u32 size) {
	if (load_octets(p, s->tag_of.at, s->hmac.hash.text, size))
		return -1;
	if (s->tag_of.at + sizeof(__be32) == s->tag_of.first)
		s->hmac.hash.text[0] = s->tag_of.seq;
	return 0;
}

/* A whole block. 1: there is none, or it cannot be read. */
LIB long tag_block(const struct pkt *p) {
	struct work *s = work_space();

	if (!s || s->tag_of.end - s->tag_of.at < SHA256_BLOCK_OCTETS ||
	    load_text(p, s, SHA256_BLOCK_OCTETS) || !hmac_block(&s->hmac))
		return 1;
	s->tag_of.at += SHA256_BLOCK_OCTETS;
	return 0;
}

/* Computes the tag of s->tag_of into s->hmac.tag. 1: done. */
LIB int tag_range(const struct pkt *p) {
	struct work *s = work_space();
	const struct stamp_midstate *key;
	const struct stamp_keys *found;
	__u64 left;

	if (!s)
		return 0;
	found = keys_of((__be16)s->tag_of.ssid);
	if (!has_key(found, s->tag_of.key))
		return 0;
	key = key_of(found, s->tag_of.key);
	s->tag_of.at = s->tag_of.first - sizeof(__be32);
	hmac_begin(&s->hmac, key);
	repeat_tag(p);
	left = s->tag_of.end - s->tag_of.at;
	if (left >= SHA256_BLOCK_OCTETS)
		return 0;
	if (left && load_text(p, s, (__u32)(opaque(left - 1) & (SHA256_BLOCK_OCTETS - 1)) + 1))
		return 0;
	return hmac_end(&s->hmac, key, s->tag_of.end - s->tag_of.first + sizeof(__be32));
}

/* Computes the tag of the TLVs in [first, end) into s->hmac.tag. 1: done. */
LIB int tag_tlvs(const struct pkt *p, struct work *s, __be16 ssid, __u32 key, __be32 seq,
		 __u32 first, __u32 end) {
	s->tag_of.ssid = ssid;
	s->tag_of.key = key;
	s->tag_of.seq = seq;
	s->tag_of.first = first;
	s->tag_of.end = end;
	return run_tag_range(p);
}

/* True if the HMAC TLV at `end` holds that tag. */
LIB int is_tagged(const struct pkt *p, struct work *s, __be16 ssid, __u32 key, __be32 seq,
		  __u32 first, __u32 end) {
	return tag_tlvs(p, s, ssid, key, seq, first, end) &&
	       !load_octets(p, end + sizeof(struct stamp_tlv), s->tag, sizeof(s->tag)) &&
	       !tags_differ(s->hmac.tag, s->tag);
}

#endif
