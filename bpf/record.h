/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records on their way to user space. */
#ifndef STAMP_RECORD_H
#define STAMP_RECORD_H

#include "env.h"

/* Everything but the octets, into the record in scratch memory. */
static __always_inline void describe(struct stamp_record *r, __s64 time,
				     const struct stamp_addr *far, __be16 port,
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

/* 0: the ring is full, and that is counted by the reader as a gap. */
static __always_inline int report(struct scratch *s) {
	__u64 octets = opaque(s->record.tail_octets);

	if (octets > STAMP_MAX_TLV_OCTETS)
		return 0;
	return !bpf_ringbuf_output(&ring, &s->record, sizeof(s->record) + octets,
				   cfg.wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

#endif
