/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Return Path (RFC 9503 4): the way that the reply is to take. A Control Code is acted on if the
 * policy allows it: no reply, or one through the link on which the request came, which is where
 * replies go anyway. Addresses and segment lists are not used (U); their lengths are checked. A
 * sub-TLV that is not used stays as it came. Each is a step of the walk. Of several such TLVs the
 * first decides.
 */
#ifndef STAMP_LIB_TLV_RETURN_PATH_H
#define STAMP_LIB_TLV_RETURN_PATH_H

#include "stamp/outcome.h"
#include "value.h"

/* Not used, until a sub-TLV is. */
LIB __u8 tlv_return_path(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	(void)p;
	if (world->has_return_path)
		return STAMP_TLV_UNRECOGNISED;
	world->has_return_path = 1;
	w->path = w->here;
	w->inside = w->at;
	w->at = w->here + sizeof(w->tlv.head);
	return STAMP_TLV_UNRECOGNISED;
}

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

/* Of the sub-TLV at hand and of its TLV. */
LIB void tlv_return_path_flags(const struct pkt *p, struct tlv_walk *w, __u8 flags) {
	tlv_put_flags(p, w, flags);
	store_octets(p, w->path, &w->tlv.head.flags, sizeof(flags));
}

/* 0: go on, 1: over. Other sub-TLVs of the TLV are ignored then (RFC 9503 4.1.1). */
LIB int tlv_control_code(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	__u8 wanted;

	w->at = w->inside;
	if (tlv_get(p, w, sizeof(w->tlv.control_code)))
		return 1;
	wanted = w->tlv.control_code & stamp_swap32(STAMP_CONTROL_REPLY) ? STAMP_RETURN_SAME_LINK
									 : STAMP_RETURN_NO_REPLY;
	if (!(world->return_paths & wanted)) {
		world->notes |= TLV_NOTE_UNKNOWN;
		return 0;
	}
	tlv_return_path_flags(p, w, 0);
	if (wanted == STAMP_RETURN_NO_REPLY)
		world->discard = STAMP_V_NO_REPLY;
	return world->discard;
}

/*
 * The sub-TLV whose header was loaded, `left` octets before the end of its TLV. 0: go on, 1: over,
 * as behind every malformed TLV.
 */
LIB int tlv_return_path_sub(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world,
			    __u32 left) {
	if (w->length > left || !tlv_return_path_fits(w->tlv.head.type, w->length)) {
		world->notes |= TLV_NOTE_MALFORMED;
		tlv_return_path_flags(p, w, STAMP_TLV_MALFORMED);
		return 1;
	}
	if (w->tlv.head.type == STAMP_RETURN_CONTROL_CODE)
		return tlv_control_code(p, w, world);
	world->notes |= TLV_NOTE_UNKNOWN;
	return 0;
}

#endif
