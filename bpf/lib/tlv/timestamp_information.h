/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Timestamp Information (RFC 8972 4.3): what the clock follows and how T2 and T3 were taken. */
#ifndef STAMP_LIB_TLV_TIMESTAMP_INFORMATION_H
#define STAMP_LIB_TLV_TIMESTAMP_INFORMATION_H

#include "value.h"

LIB __u8 tlv_timestamp_information(const struct pkt *p, struct tlv_walk *w,
				   struct tlv_world *world) {
	w->tlv.timestamp.sync_source_in = world->sync_source;
	w->tlv.timestamp.timestamp_in = world->timestamp_in;
	w->tlv.timestamp.sync_source_out = world->sync_source;
	w->tlv.timestamp.timestamp_out = world->timestamp_out;
	tlv_put(p, w, sizeof(w->tlv.timestamp));
	return 0;
}

#endif
