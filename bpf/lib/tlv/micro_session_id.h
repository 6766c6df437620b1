/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Micro-session ID (RFC 9534 3.1): which member links of a LAG a packet is to pass. One that
 * arrived on another than its sender thinks is not answered. Without an ID of ours there is none to
 * fill in, and a request that names none asks for no more than its own ID back.
 */
#ifndef STAMP_LIB_TLV_MICRO_SESSION_ID_H
#define STAMP_LIB_TLV_MICRO_SESSION_ID_H

#include "stamp/outcome.h"
#include "value.h"

LIB __u8 tlv_micro_session_id(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	const __u32 at = __builtin_offsetof(struct stamp_micro_session, reflector);

	if (tlv_get(p, w, sizeof(w->tlv.micro)))
		return STAMP_TLV_UNRECOGNISED;
	if (!world->micro_session)
		return w->tlv.micro.reflector ? STAMP_TLV_UNRECOGNISED : 0;
	if (w->tlv.micro.reflector && w->tlv.micro.reflector != world->micro_session) {
		world->discard = STAMP_V_NO_SESSION;
		return 0;
	}
	w->tlv.micro.reflector = world->micro_session;
	store_octets(p, w->here + sizeof(w->tlv.head) + at, &w->tlv.micro.reflector,
		     sizeof(w->tlv.micro.reflector));
	return 0;
}

#endif
