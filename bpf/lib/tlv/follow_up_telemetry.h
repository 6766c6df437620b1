/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Follow-Up Telemetry (RFC 8972 4.7): the number of the reply before this one, and when it left. A
 * stateless reflector, and the first reply of a session, have nothing to report: zeros.
 */
#ifndef STAMP_LIB_TLV_FOLLOW_UP_TELEMETRY_H
#define STAMP_LIB_TLV_FOLLOW_UP_TELEMETRY_H

#include "value.h"

LIB __u8 tlv_follow_up_telemetry(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	tlv_clear(w);
	if (world->has_previous) {
		w->tlv.follow_up.seq = world->previous_seq;
		w->tlv.follow_up.ts = world->previous_t3;
		w->tlv.follow_up.timestamp = world->previous_timestamp;
	}
	tlv_put(p, w, sizeof(w->tlv.follow_up));
	return 0;
}

/* Of a wrong length: number and timestamp are zero, as far as there is room (erratum 8339). */
LIB void tlv_follow_up_malformed(const struct pkt *p, struct tlv_walk *w) {
	const __u32 most = __builtin_offsetof(struct stamp_follow_up, timestamp);
	__u64 size = w->length < most ? w->length : most;

	if (!size)
		return;
	tlv_clear(w);
	size = (opaque(size - 1) & (sizeof(w->tlv.octets) - 1)) + 1; /* see sum_chunk() */
	store_octets(p, w->here + sizeof(w->tlv.head), w->tlv.octets, (__u32)size);
}

#endif
