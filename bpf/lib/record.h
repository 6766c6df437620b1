/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records on their way to user space. */
#ifndef STAMP_LIB_RECORD_H
#define STAMP_LIB_RECORD_H

#include "parse.h"

/* Fills in everything except the octets of the base packet. */
LIB void describe(struct stamp_record *r, __s64 time, const struct stamp_addr *far, __be16 port,
		  const struct frame *f, __u8 ttl, __u8 tos) {
	r->time_ns = time;
	r->addr = *far;
	r->port = port;
	r->session = 0;
	r->length = f->payload;
	r->ttl = ttl;
	r->tos = tos;
	r->tail_octets = 0;
	r->hmac_tlv = STAMP_HMAC_TLV_NONE;
}

#endif
