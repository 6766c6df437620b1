/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who signed a packet, and signing ours. Base packets lie in scratch memory meanwhile. Functions
 * of their own, so that the verifier looks at each once and their stack is not the caller's.
 */
#ifndef STAMP_AUTH_H
#define STAMP_AUTH_H

#include "lib/authenticated.h"
#include "packet.h"

/* The keys that are good for an SSID; NULL: none. */
static __always_inline struct stamp_keys *keys_of(__be16 ssid) {
	__u32 key = stamp_swap16(ssid);
	struct stamp_keys *found = bpf_map_lookup_elem(&keys, &key);

	if (found)
		return found;
	key = STAMP_ANY_SSID;
	return bpf_map_lookup_elem(&keys, &key);
}

static __always_inline int has_key(const struct stamp_keys *found, __u32 index) {
	return found && index < found->count && index < STAMP_KEYS_PER_SSID;
}

/*
 * One that is there. No key is no null pointer: without CAP_PERFMON the verifier of Linux 6.1 walks
 * both ways from a comparison whose outcome it knows, as if the pointer were a number.
 *
 * Step by step: the verifier refuses the sum of a pointer and a product of the index (see PIN).
 */
static __always_inline const struct stamp_midstate *key_of(const struct stamp_keys *found,
							   __u32 index) {
	const struct stamp_midstate *key = found->key;

#pragma unroll
	for (__u32 i = 1; i < STAMP_KEYS_PER_SSID; i++) {
		if (index >= i) {
			key++;
			PIN(key);
		}
	}
	return key;
}

/* The base packet of an authenticated one into scratch memory. 0: done. */
static __always_inline long read_auth_base(const struct pkt *p, const struct frame *f,
					   struct scratch *s) {
	return load_octets(p, f->l4 + sizeof(struct udphdr), &s->auth_request,
			   sizeof(s->auth_request));
}

/* The tag of the base packet in scratch memory, into s->hmac.tag. 1: done. */
__noinline int tag_base(__u32 ssid, __u32 index) {
	const struct stamp_keys *found = keys_of((__be16)ssid);
	struct scratch *s;

	if (!has_key(found, index))
		return 0;
	s = scratch_space();
	return s && hmac_base(&s->hmac, key_of(found, index), &s->auth_request);
}

/* Which key of its SSID signed the base packet in scratch memory; -1: none. */
__noinline int signer_of_base(__u32 ssid) {
	struct scratch *s = scratch_space();

	if (!s)
		return -1;
#pragma unroll
	for (__u32 i = 0; i < STAMP_KEYS_PER_SSID; i++) {
		if (!tag_base(ssid, i)) /* it has no more */
			break;
		if (!tags_differ(s->hmac.tag, s->auth_request.hmac))
			return (int)i;
	}
	return -1;
}

/* Signs the base packet in scratch memory. 0: done. */
static __always_inline int sign_base(struct scratch *s, __be16 ssid, __u32 index) {
	if (!tag_base(ssid, index))
		return -1;
	__builtin_memcpy(s->auth_request.hmac, s->hmac.tag, STAMP_HMAC_OCTETS);
	return 0;
}

#endif
