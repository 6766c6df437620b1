/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Direct Measurement (RFC 8972 4.5): the received and transmitted counts, behind the sender's own.
 */
#ifndef STAMP_LIB_TLV_DIRECT_MEASUREMENT_H
#define STAMP_LIB_TLV_DIRECT_MEASUREMENT_H

#include "state.h"

LIB __u8 tlv_direct_measurement(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	const __u32 skipped = __builtin_offsetof(struct stamp_direct_measurement, reflector_rx);

	w->tlv.direct.reflector_rx = stamp_swap32(world->rx);
	w->tlv.direct.reflector_tx = stamp_swap32(world->tx);
	store_octets(p, w->here + sizeof(w->tlv.head) + skipped, w->tlv.octets + skipped,
		     sizeof(w->tlv.direct) - skipped);
	return 0;
}

#endif
