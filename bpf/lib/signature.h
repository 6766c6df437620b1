/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Verifies and makes signatures of base packets, which lie in the work space meanwhile. Functions
 * of their own, so that the verifier looks at each once and their stack is not the caller's.
 */
#ifndef STAMP_LIB_SIGNATURE_H
#define STAMP_LIB_SIGNATURE_H

#include "authenticated.h"
#include "hmac.h"
#include "open.h"

/* The keys that are valid for an SSID; NULL: none. */
LIB struct stamp_keys *keys_of(__be16 ssid) {
	struct stamp_keys *found = find_keys(STAMP_ANY_SSID);

	if (found && found->is_only)
		return found;
	found = find_keys(stamp_swap16(ssid));
	return found ? found : find_keys(STAMP_ANY_SSID);
}

LIB int has_key(const struct stamp_keys *found, __u32 index) {
	return found && index < found->count && index < STAMP_KEYS_PER_SSID;
}

/*
 * One that is there, for no null pointer says that there is none (verifier: BOTH_WAYS); step by
 * step (verifier: CONSTANT_STEPS).
 */
LIB const struct stamp_midstate *key_of(const struct stamp_keys *found, __u32 index) {
	const struct stamp_midstate *key = found->key;

	UNROLL
	for (__u32 i = 1; i < STAMP_KEYS_PER_SSID; i++) {
		if (index >= i) {
			key++;
			PIN(key);
		}
	}
	return key;
}

/* The base packet of an authenticated one into the work space. 0: done. */
LIB long read_auth_base(const struct pkt *p, const struct frame *f, struct work *s) {
	return load_octets(p, f->l4 + sizeof(struct udphdr), &s->auth_request,
			   sizeof(s->auth_request));
}

/* The tag of a base packet in a map, into hmac.tag of the work space. 1: done. */
VERIFIED_ONCE int tag_base(const struct stamp_auth_request *base, __u32 ssid, __u32 index) {
	const struct stamp_keys *found = keys_of((__be16)ssid);
	struct work *s;

	if (!base || !has_key(found, index))
		return 0;
	s = work_space();
	return s && hmac_base(&s->hmac, key_of(found, index), base);
}

/* Which key of its SSID signed the base packet in the work space; -1: none. */
LIB int signer_of_base(struct work *s, __u32 ssid) {
	UNROLL
	for (__u32 i = 0; i < STAMP_KEYS_PER_SSID; i++) {
		if (!tag_base(&s->auth_request, ssid, i)) /* it has no more */
			break;
		if (!tags_differ(s->hmac.tag, s->auth_request.hmac))
			return (int)i;
	}
	return -1;
}

/* Signs a base packet in some map. 0: done. */
LIB int sign_base(struct work *s, struct stamp_auth_request *base, __u32 index) {
	if (!tag_base(base, base->ssid, index))
		return -1;
	__builtin_memcpy(base->hmac, s->hmac.tag, STAMP_HMAC_OCTETS);
	return 0;
}

/* A reply has SSID and HMAC in the same places. */
LIB int sign_reply(struct work *s, struct stamp_auth_reply *reply, __u32 index) {
	return sign_base(s, (struct stamp_auth_request *)reply, index);
}

#endif
