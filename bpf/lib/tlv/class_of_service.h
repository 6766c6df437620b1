/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Class of Service (RFC 8972 4.4): DSCP and ECN as the request arrived, and a DSCP of the sender's
 * choice on the reply where policy admits it. The first of several decides; RP says of each
 * whether the reply has what it asks for.
 */
#ifndef STAMP_LIB_TLV_CLASS_OF_SERVICE_H
#define STAMP_LIB_TLV_CLASS_OF_SERVICE_H

#include "value.h"

LIB __u8 tlv_class_of_service(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	const __u8 dscp2 = world->tos >> 2, ecn = world->tos & 3;
	__u8 dscp1, refused;

	if (tlv_get(p, w, sizeof(w->tlv.class_of_service)))
		return STAMP_TLV_UNRECOGNISED;
	dscp1 = w->tlv.class_of_service.dscp1_dscp2 >> 2;
	refused = !(world->dscp_allowed >> dscp1 & 1) && !(world->dscp_own && dscp1 == dscp2);
	if (!refused && !world->has_class)
		world->reply_dscp = dscp1;
	world->has_class = 1;
	refused |= world->reply_dscp != dscp1;
	w->tlv.class_of_service.dscp1_dscp2 = (__u8)(dscp1 << 2 | dscp2 >> 4);
	w->tlv.class_of_service.dscp2_ecn_rp =
		(__u8)(dscp2 << 4 | ecn << 2 | (refused ? STAMP_RP_REFUSED : 0));
	w->tlv.class_of_service.reserved = 0;
	tlv_put(p, w, sizeof(w->tlv.class_of_service));
	return 0;
}

#endif
