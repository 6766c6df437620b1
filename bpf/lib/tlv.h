/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The TLVs of a request become those of its reply, where they lie (RFC 8972 4). Each keeps its
 * size, and nothing but flags and what its type has to answer is written. A type is a row of
 * STAMP_TLVS, a file in tlv/ and its include here: `tlv_<name>()` gets one whose length the table
 * admits, and returns the flags of the answer.
 *
 * Of the programs, scan, walk and world lie in the work space, whose address never has to be
 * computed. The order of calls (tlv_drive.h, answer_tlvs.h):
 * - tlv_scan_begin(); tlv_scan_step(), TLV_STEPS times at most or until it returns 1;
 *   tlv_scan_again(), and the loop once more if it returns 1;
 * - tlv_to_verify(): if it is not 0, the HMAC of 4 octets of sequence number and of the TLVs from
 *   the first one up to there must be what that TLV holds;
 * - tlv_decide(); tlv_begin(); tlv_step(), TLV_STEPS times at most or until it returns 1;
 * and then: world->discard, no reply. Else reply_dscp, reply_source; and where sign_at is not 0,
 * the HMAC of the reply's sequence number and of the TLVs from the first one up to there into the
 * value of that one. The UDP checksum is not followed. All of it is one pass over the headers,
 * twice, and at most one over the octets (is_all_zero).
 */
#ifndef STAMP_LIB_TLV_H
#define STAMP_LIB_TLV_H

#include "tlv/access_report.h"
#include "tlv/class_of_service.h"
#include "tlv/destination_node_address.h"
#include "tlv/direct_measurement.h"
#include "tlv/follow_up_telemetry.h"
#include "tlv/hmac.h"
#include "tlv/location.h"
#include "tlv/micro_session_id.h"
#include "tlv/padding.h"
#include "tlv/reflect_control.h"
#include "tlv/return_path.h"
#include "tlv/scan.h"
#include "tlv/timestamp_information.h"
#include "tlv/value.h"

enum { TLV_STEPS = STAMP_MAX_TLVS + 1 }; /* the last one sees that it is over */

LIB int tlv_is_known(__u8 type, __u32 mode, const struct tlv_world *world) {
	switch (type) {
#define X(code, name, number, least, most, rfc) case STAMP_TLV_##code:
		STAMP_TLVS(X)
#undef X
		if (type == STAMP_TLV_REFLECT_CONTROL)
			return answers_control(world);
		return type != STAMP_TLV_HMAC || mode != TLV_MODE_KEYLESS;
	default:
		return 0;
	}
}

/* True if the table admits this length of the value. */
LIB int tlv_fits(__u8 type, __u32 length) {
	switch (type) {
#define X(code, name, number, least, most, rfc)                                                    \
	case STAMP_TLV_##code:                                                                     \
		return length - (least) <= (most) - (least);
		STAMP_TLVS(X)
#undef X
	default:
		return 1;
	}
}

/* The flags of the answer. */
LIB __u8 tlv_answer(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	switch (w->tlv.head.type) {
#define X(code, name, number, least, most, rfc)                                                    \
	case STAMP_TLV_##code:                                                                     \
		return tlv_##name(p, w, world);
		STAMP_TLVS(X)
#undef X
	default:
		return STAMP_TLV_UNRECOGNISED;
	}
}

/* The TLV whose header was loaded, `left` octets before the end. 0: go on, 1: over. */
LIB int tlv_one(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world, __u32 left) {
	const int is_known = tlv_is_known(w->tlv.head.type, w->mode, world);
	const int is_cut = w->length > left; /* where the next one begins is unknown */
	__u8 flags = is_known ? 0 : STAMP_TLV_UNRECOGNISED;

	if (is_cut || (is_known && !tlv_fits(w->tlv.head.type, w->length)))
		flags |= STAMP_TLV_MALFORMED;
	if (w->mode == TLV_MODE_FAILED)
		flags |= STAMP_TLV_INTEGRITY;
	else if (!flags)
		flags = tlv_answer(p, w, world);
	else if (!is_cut && w->tlv.head.type == STAMP_TLV_FOLLOW_UP)
		tlv_follow_up_malformed(p, w);
	if (flags & STAMP_TLV_UNRECOGNISED)
		world->notes |= TLV_NOTE_UNKNOWN;
	if (flags & STAMP_TLV_MALFORMED)
		world->notes |= TLV_NOTE_MALFORMED;
	tlv_put_flags(p, w, flags);
	/* All TLVs get I, even malformed ones. */
	return world->discard || is_cut ||
	       (flags & (STAMP_TLV_MALFORMED | STAMP_TLV_INTEGRITY)) == STAMP_TLV_MALFORMED;
}

/* The walk over what was scanned. What is `out` in the world is set here. */
LIB void tlv_begin(struct tlv_walk *w, struct tlv_world *world, const struct tlv_scan *s,
		   enum tlv_mode mode) {
	w->at = s->first;
	w->end = s->end;
	w->inside = 0;
	w->count = 0;
	w->mode = mode;
	world->reply_dscp = world->tos >> 2;
	world->has_class = 0;
	world->has_reply_source = 0;
	world->discard = STAMP_V_GO_ON;
	world->has_return_path = 0;
	world->sign_at = 0;
	world->notes = mode == TLV_MODE_FAILED ? TLV_NOTE_INTEGRITY : 0;
	if (answers_control(world))
		__builtin_memset(&world->control, 0, sizeof(world->control));
}

/* One TLV, or one sub-TLV of Location. 0: go on, 1: over. */
LIB int tlv_step(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	__u32 left = (w->inside ? w->inside : w->end) - w->at;
	int over = 0;

	if (left < sizeof(w->tlv.head)) {
		if (left)
			world->notes |= TLV_NOTE_STRAY;
		return 1;
	}
	if (w->count == STAMP_MAX_TLVS) {
		world->notes |= TLV_NOTE_MORE;
		return 1;
	}
	w->count++;
	w->here = w->at;
	if (load_octets(p, w->here, &w->tlv.head, sizeof(w->tlv.head)))
		return 1;
	w->length = stamp_swap16(w->tlv.head.length);
	w->at += sizeof(w->tlv.head) + w->length;
	left -= sizeof(w->tlv.head);
	if (w->inside)
		tlv_location_sub(p, w, world, left);
	else
		over = tlv_one(p, w, world, left);
	tlv_location_leave(w, world);
	return over;
}

#endif
