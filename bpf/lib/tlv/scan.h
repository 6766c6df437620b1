/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Finds out what must be known before a TLV may have an effect: where the HMAC TLV is, and whether
 * the TLVs can be trusted. Reads headers only and writes nothing.
 */
#ifndef STAMP_LIB_TLV_SCAN_H
#define STAMP_LIB_TLV_SCAN_H

#include "../octets.h"
#include "state.h"

/* Of the TLVs in [at, end): what is behind the base packet. `at` is not 0. */
LIB void tlv_scan_begin(struct tlv_scan *s, __u32 at, __u32 end) {
	__builtin_memset(s, 0, sizeof(*s));
	s->first = s->at = at;
	s->end = end;
}

/* RFC 8972 4.8: the HMAC TLV has Extra Padding behind it at most. */
LIB void tlv_scan_type(struct tlv_scan *s, __u32 length, __u32 left) {
	if (s->head.type == STAMP_TLV_EXTRA_PADDING)
		return;
	s->has_others = 1;
	if (s->hmac_at) {
		s->is_bad = 1;
	} else if (s->head.type == STAMP_TLV_HMAC) {
		s->hmac_at = s->at;
		s->is_bad = length != STAMP_HMAC_OCTETS || length > left;
	}
}

/*
 * One TLV. 0: go on, 1: over. A length that is wrong for its type does not end this as it ends the
 * walk, since an HMAC TLV behind it can still be found: only one that leads out of the packet.
 */
LIB int tlv_scan_step(const struct pkt *p, struct tlv_scan *s) {
	__u32 left = s->end - s->at, length;

	if (left < sizeof(s->head))
		return 1;
	if (s->count == STAMP_MAX_TLVS) {
		s->is_capped = 1;
		return 1;
	}
	if (load_octets(p, s->at, &s->head, sizeof(s->head)))
		return 1;
	if (!(s->head.flags | s->head.type | s->head.length) && !s->zeros_asked) {
		s->zeros_at = s->at;
		return 1;
	}
	s->count++;
	left -= sizeof(s->head);
	length = stamp_swap16(s->head.length);
	tlv_scan_type(s, length, left);
	if (length > left)
		return 1;
	s->at += sizeof(s->head) + length;
	return 0;
}

/*
 * After the loop over tlv_scan_step(): 1 when it has to run once more. What is all zero from one
 * header on is padding of TWAMP and no TLV. That is asked once, so that the work stays linear.
 */
LIB int tlv_scan_again(const struct pkt *p, struct tlv_scan *s) {
	if (!s->zeros_at || s->zeros_asked)
		return 0;
	if (!sum_range(p, s->zeros_at, s->end - s->zeros_at)) {
		s->end = s->zeros_at;
		return 0;
	}
	s->zeros_asked = 1;
	return 1;
}

/* Where the HMAC TLV lies that has to be verified; 0: tlv_decide() needs none. */
LIB __u32 tlv_to_verify(const struct tlv_scan *s, int has_keys) {
	return has_keys && !s->is_bad && !s->is_capped ? s->hmac_at : 0;
}

/*
 * RFC 8972 4.8. Where it is silent:
 *
 * keys  base packet      HMAC TLV                            mode
 * no                     whatever                            keyless: type 8 is unknown
 * yes                    verified                            good
 * yes                    not verified, no key for this SSID  failed
 * yes                    malformed, not the last but for     failed
 *                        padding, or too many TLVs
 * yes   unauthenticated  none                                good
 * yes   authenticated    none, TLVs at all                   failed
 * yes   authenticated    none, one Extra Padding and no more good
 */
LIB enum tlv_mode tlv_decide(const struct tlv_scan *s, int authenticated, int has_keys,
			     int verified) {
	if (!has_keys && !authenticated)
		return TLV_MODE_KEYLESS;
	if (s->hmac_at)
		return verified && !s->is_bad && !s->is_capped ? TLV_MODE_GOOD : TLV_MODE_FAILED;
	if (authenticated && (s->has_others || s->count > 1))
		return TLV_MODE_FAILED;
	return TLV_MODE_GOOD;
}

#endif
