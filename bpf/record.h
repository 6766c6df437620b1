/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records on their way to user space. */
#ifndef STAMP_RECORD_H
#define STAMP_RECORD_H

#include "lib/parse.h"
#include "maps.h"

/* 0: the ring is full, and that is counted by the reader as a gap. */
static __always_inline int report(struct stamp_addr far, __be16 port, __u16 session, __s64 time,
				  const struct frame *f, __u8 ttl, __u8 tos,
				  const struct stamp_request *octets) {
	struct stamp_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return 0;
	record->time_ns = time;
	record->addr = far;
	record->port = port;
	record->session = session;
	record->length = f->payload;
	record->ttl = ttl;
	record->tos = tos;
	__builtin_memcpy(record->octets, octets, sizeof(record->octets));
	record->unused = 0;
	bpf_ringbuf_submit(record, cfg.wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	return 1;
}

#endif
