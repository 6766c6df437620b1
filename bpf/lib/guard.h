/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets that must not be answered, judged from the packet alone. */
#ifndef STAMP_LIB_GUARD_H
#define STAMP_LIB_GUARD_H

#include "cursor.h"
#include "stamp/abi.h"

#define IPV4_MASK(bits) stamp_swap32((__u32)(0xffffffffull << (32 - (bits))))
#define IPV4_NET(a, b, c, d) stamp_swap32((__u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))

LIB int is_mapped_ipv4(const struct stamp_addr *a) {
	return !a->word[0] && !a->word[1] && a->word[2] == stamp_swap32(0xffff);
}

LIB int is_loopback_ipv4(__be32 addr) {
	return (addr & IPV4_MASK(8)) == IPV4_NET(127, 0, 0, 0);
}

/* 224/4 and above: multicast, reserved (RFC 1112 4), limited broadcast. */
LIB int is_multicast(const struct stamp_addr *a) {
	if (is_mapped_ipv4(a))
		return (a->word[3] & IPV4_MASK(3)) == IPV4_NET(224, 0, 0, 0);
	return (a->word[0] & IPV4_MASK(8)) == IPV4_NET(255, 0, 0, 0);
}

/* 0/8 and ::, 127/8 and ::1 off the loopback device. */
LIB int is_unanswerable(const struct stamp_addr *a, int is_ipv6, int is_loopback_device) {
	if (!is_ipv6)
		return !(a->word[3] & IPV4_MASK(8)) ||
		       (!is_loopback_device && is_loopback_ipv4(a->word[3]));
	if (a->word[0] | a->word[1] | a->word[2])
		return 0;
	return !a->word[3] || (!is_loopback_device && a->word[3] == stamp_swap32(1));
}

LIB int are_of_one_reply(const struct stamp_ts *t2, const struct stamp_ts *t3) {
	__u32 apart = stamp_swap32(t3->sec) - stamp_swap32(t2->sec) + 2;

	return t2->sec && apart <= 4;
}

/* Zero is all that a sender writes behind its Error Estimate and SSID (RFC 8762 4.2.1). */
LIB int is_blank(const struct stamp_request *p) {
	const any_word *word = (const any_word *)p->mbz;

	return !(word[0] | word[1] | word[2] | word[3] | word[4] | word[5] | word[6]);
}

/*
 * True if it has a timestamp, an Error Estimate or an SSID where the unauthenticated format has
 * them. An authenticated packet of either direction has zeros there (RFC 8762 4.2.2, 4.3.2).
 */
LIB int has_open_format(const struct stamp_request *p) {
	const any_word *word = (const any_word *)p;

	return !!(word[1] | word[2] | word[3]);
}

/*
 * Where requests have to be signed: is it one that was not meant to be signed? It has timestamp and
 * Error Estimate (which is never 0, RFC 4656 4.1.2) in the places of the unauthenticated format, or
 * no timestamp in that of the other one. What was signed, and cut or forged, has not. `payload`:
 * octets of it, of which the first 44 are here.
 */
LIB int is_unsigned(const struct stamp_request *p, __u32 payload) {
	const any_word *word = (const any_word *)p;

	if (has_open_format(p))
		return payload < STAMP_AUTH_BASE_OCTETS || (p->ts.sec && p->error);
	return payload >= STAMP_BASE_OCTETS && !(word[4] | word[5]);
}

/*
 * Of the unauthenticated base packet of a payload: is it the front of an authenticated request
 * (RFC 8762 4.2.2)? That has its timestamp where an open request, and a reply, have other things,
 * and zeros where replies of both kinds have times.
 */
LIB int is_auth_request(const struct stamp_request *p, __u32 payload) {
	const any_word *word = (const any_word *)p;

	if (payload < STAMP_AUTH_BASE_OCTETS || has_open_format(p))
		return 0;
	return (word[4] | word[5]) && !(word[7] | word[8] | word[9] | word[10]);
}

/*
 * True if the sender speaks TWAMP Light (RFC 5357 I). It has padding where STAMP has the SSID and
 * zeros behind it: so has one that is too short for STAMP, and one whose padding is not zeros.
 * Where the padding is zeros, the SSID reads as 0 anyway.
 */
LIB int is_twamp_light(const struct stamp_request *p, __u32 payload) {
	return payload < STAMP_BASE_OCTETS || !is_blank(p);
}

/* The same of octets 28-95 of an authenticated packet (RFC 8762 4.2.2). */
LIB int is_auth_blank(const struct stamp_auth_request *p) {
	const any_word *word = (const any_word *)p->mbz_28;
	__u32 any = 0;

	UNROLL
	for (__u32 i = 0; i < sizeof(p->mbz_28) / 4; i++)
		any |= word[i];
	return !any;
}

/*
 * Two reflectors must not answer each other. A request leaves octets 16-43 zero (RFC 8762 4.2.1);
 * a reply has its receive time there. Two judgements:
 * - from a reflector's port, anything there makes it a reply;
 * - from any other port, what is there must read as one: T2 and T3 within two seconds of each
 *   other, and zeros where a reply has them. Arbitrary content, which a request may carry
 *   (R8762-11), does not.
 */
LIB int is_reply(const struct stamp_request *p, int from_our_port) {
	const struct stamp_reply *r = (const struct stamp_reply *)p;

	if (from_our_port)
		return !is_blank(p);
	if (!are_of_one_reply(&r->rx, &r->ts))
		return 0;
	return !(r->mbz_38[0] | r->mbz_38[1] | r->mbz_41[0] | r->mbz_41[1] | r->mbz_41[2]);
}

/* The same of an authenticated packet. */
LIB int is_auth_reply(const struct stamp_auth_request *p, int from_our_port) {
	const struct stamp_auth_reply *r = (const struct stamp_auth_reply *)p;
	const any_word *zero = (const any_word *)r->mbz_40;

	if (from_our_port)
		return !is_auth_blank(p);
	return are_of_one_reply(&r->rx, &r->ts) && !(zero[0] | zero[1]);
}

#endif
