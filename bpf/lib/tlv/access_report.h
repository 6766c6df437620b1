/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Access Report (RFC 8972 4.6): the echo of identifier and return code is the acknowledgement. An
 * unassigned identifier is not acted on.
 */
#ifndef STAMP_LIB_TLV_ACCESS_REPORT_H
#define STAMP_LIB_TLV_ACCESS_REPORT_H

#include "value.h"

LIB __u8 tlv_access_report(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	__u8 id;

	(void)world;
	if (tlv_get(p, w, sizeof(w->tlv.access)))
		return STAMP_TLV_UNRECOGNISED;
	id = w->tlv.access.id >> 4;
	if (id != STAMP_ACCESS_3GPP && id != STAMP_ACCESS_NON_3GPP)
		return STAMP_TLV_UNRECOGNISED;
	w->tlv.access.id = (__u8)(id << 4);
	w->tlv.access.reserved[0] = w->tlv.access.reserved[1] = 0;
	tlv_put(p, w, sizeof(w->tlv.access));
	return 0;
}

#endif
