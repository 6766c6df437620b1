/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Authenticated base packets (RFC 8762 4.2.2, 4.3.2) and unauthenticated ones with the same
 * content, the only form that the rest of the datapath and user space see.
 */
#ifndef STAMP_LIB_AUTHENTICATED_H
#define STAMP_LIB_AUTHENTICATED_H

#include "cursor.h"
#include "stamp/wire.h"

LIB struct stamp_request plain_request(const struct stamp_auth_request *a) {
	struct stamp_request plain = {};

	plain.seq = a->seq;
	plain.ts = a->ts;
	plain.error = a->error;
	plain.ssid = a->ssid;
	return plain;
}

LIB struct stamp_reply plain_reply(const struct stamp_auth_reply *a) {
	struct stamp_reply plain = {};

	plain.seq = a->seq;
	plain.ts = a->ts;
	plain.error = a->error;
	plain.ssid = a->ssid;
	plain.rx = a->rx;
	plain.sender_seq = a->sender_seq;
	plain.sender_ts = a->sender_ts;
	plain.sender_error = a->sender_error;
	plain.sender_ttl = a->sender_ttl;
	return plain;
}

/* Unsigned yet: the HMAC is zero. */
LIB void auth_reply(const struct stamp_reply *plain, struct stamp_auth_reply *a) {
	__builtin_memset(a, 0, sizeof(*a));
	a->seq = plain->seq;
	a->ts = plain->ts;
	a->error = plain->error;
	a->ssid = plain->ssid;
	a->rx = plain->rx;
	a->sender_seq = plain->sender_seq;
	a->sender_ts = plain->sender_ts;
	a->sender_error = plain->sender_error;
	a->sender_ttl = plain->sender_ttl;
}

#endif
