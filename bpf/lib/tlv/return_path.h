/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Return Path (RFC 9503 4): the way that the reply is to take. A Control Code is acted on if the
 * policy permits it: no reply, or one through the link on which the request came, which is where
 * replies go anyway. It stands alone (RFC 9503 4.1.1), so the first sub-TLV decides: one behind it
 * is not read. Addresses and segment lists are not used (U). Of several such TLVs the first one
 * decides.
 */
#ifndef STAMP_LIB_TLV_RETURN_PATH_H
#define STAMP_LIB_TLV_RETURN_PATH_H

#include "stamp/outcome.h"
#include "value.h"

LIB int tlv_return_path_fits(__u8 type, __u32 length) {
	switch (type) {
	case STAMP_RETURN_CONTROL_CODE:
		return length == sizeof(__be32);
	case STAMP_RETURN_ADDRESS:
		return length == sizeof(struct in_addr) || length == sizeof(struct in6_addr);
	case STAMP_RETURN_LABEL_STACK:
		return length && !(length % sizeof(__be32));
	case STAMP_RETURN_SEGMENT_LIST:
		return length && !(length % sizeof(struct in6_addr));
	default:
		return 1;
	}
}

/* Of the sub-TLV and, returned, of its TLV. */
LIB __u8 tlv_return_path_flags(const struct pkt *p, struct tlv_walk *w, __u8 flags) {
	w->tlv.control.flags = flags;
	store_octets(p, w->here + sizeof(w->tlv.head), &w->tlv.control.flags, sizeof(flags));
	return flags;
}

LIB __u8 tlv_control_code(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	__u8 wanted;

	if (tlv_get(p, w, sizeof(w->tlv.control)))
		return STAMP_TLV_UNRECOGNISED;
	wanted = w->tlv.control.code & stamp_swap32(STAMP_CONTROL_REPLY) ? STAMP_RETURN_SAME_LINK
									 : STAMP_RETURN_NO_REPLY;
	/* RFC 10052 4.3: neither of two that contradict each other is obeyed. */
	if (answers_control(world) && world->wants_replies && wanted == STAMP_RETURN_NO_REPLY) {
		world->control.is_disobeyed = 1;
		return STAMP_TLV_UNRECOGNISED;
	}
	if (!(world->return_paths & wanted))
		return STAMP_TLV_UNRECOGNISED;
	if (wanted == STAMP_RETURN_NO_REPLY)
		world->discard = STAMP_V_NO_REPLY;
	return tlv_return_path_flags(p, w, 0);
}

LIB __u8 tlv_return_path(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	__u32 length;

	if (world->has_return_path)
		return STAMP_TLV_UNRECOGNISED;
	world->has_return_path = 1;
	if (tlv_get(p, w, sizeof(struct stamp_tlv)))
		return STAMP_TLV_UNRECOGNISED;
	length = stamp_swap16(w->tlv.control.length);
	if (length > w->length - sizeof(struct stamp_tlv) ||
	    !tlv_return_path_fits(w->tlv.control.type, length))
		return tlv_return_path_flags(p, w, STAMP_TLV_MALFORMED);
	return w->tlv.control.type == STAMP_RETURN_CONTROL_CODE ? tlv_control_code(p, w, world)
								: STAMP_TLV_UNRECOGNISED;
}

#endif
