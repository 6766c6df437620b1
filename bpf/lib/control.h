/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a Reflected Test Packet Control TLV comes to (RFC 10052 3): the length of the reply, whose
 * TLVs move for that, and what the flags of the TLV say. How many replies there are, the process
 * decides (grant_replies), by its budgets.
 */
#ifndef STAMP_LIB_CONTROL_H
#define STAMP_LIB_CONTROL_H

#include "open.h"
#include "tlv.h"
#include "work.h"

#ifdef __bpf__
LIB void look_for_control(const struct pkt *p, struct work *s) {
	(void)p, (void)s;
}
LIB void settle_control(const struct pkt *p, struct work *s, const struct headers *h) {
	(void)p, (void)s, (void)h;
}
#else

/*
 * Before the walk, which may meet a Return Path first: are replies asked for? Then the request is
 * kept as it came.
 */
LIB void look_for_control(const struct pkt *p, struct work *s) {
	struct tlv_world *world = &s->tlvs.world;
	const __u32 end = s->tlvs.scan.end;
	struct tlv_octets tlv;
	__u32 octets;

	world->wants_replies = 0;
	if (!answers_control(world))
		return;
	for (__u32 at = s->tlvs.scan.first; end - at >= sizeof(tlv.head); at += octets) {
		if (load_octets(p, at, &tlv.head, sizeof(tlv.head)))
			return;
		octets = sizeof(tlv.head) + stamp_swap16(tlv.head.length);
		if (octets > end - at)
			return;
		if (tlv.head.type != STAMP_TLV_REFLECT_CONTROL ||
		    octets < sizeof(tlv.head) + sizeof(tlv.reflect) ||
		    load_octets(p, at + sizeof(tlv.head), &tlv.reflect, sizeof(tlv.reflect)))
			continue;
		world->wants_replies = tlv.reflect.number != 0;
		if (world->wants_replies && !s->is_further)
			keep_request(p);
		return;
	}
}

struct packed_tlvs {
	__u32 octets;	/* of all but Extra Padding */
	__u32 is_whole; /* nothing else is behind the base packet */
};

/*
 * The TLVs without Extra Padding; `moves`: together, with nothing between them. One that leads out
 * of the packet ends them. What is behind scan.end is no TLV and does not stay.
 */
LIB struct packed_tlvs pack_tlvs(const struct pkt *p, struct work *s, int moves) {
	const __u32 payload_end = s->state.f.l4 + sizeof(struct udphdr) + s->state.f.payload;
	struct tlv_world *world = &s->tlvs.world;
	const __u32 first = s->tlvs.scan.first, end = s->tlvs.scan.end;
	__u8 *const start = (__u8 *)start_of(p);
	struct packed_tlvs packed = {0, 0};
	struct stamp_tlv head;
	__u32 at, octets;

	for (at = first; end - at >= sizeof(head); at += octets) {
		const __u32 to = first + packed.octets;

		if (load_octets(p, at, &head, sizeof(head)))
			break;
		octets = sizeof(head) + stamp_swap16(head.length);
		if (octets > end - at)
			octets = end - at;
		if (head.type == STAMP_TLV_EXTRA_PADDING)
			continue;
		packed.octets += octets;
		if (!moves)
			continue;
		__builtin_memmove(start + to, start + at, octets);
		if (world->control.at == at)
			world->control.at = to;
		if (world->sign_at == at)
			world->sign_at = to;
	}
	packed.is_whole = at == payload_end;
	return packed;
}

/*
 * Makes the payload as long as asked for. Extra Padding of the request stays if it fits, and what
 * is missing is one more such TLV of zeros, which has 4 octets at least. 0: done.
 */
LIB long resize_payload(const struct pkt *p, struct work *s, const struct headers *h,
			__u32 octets) {
	const struct packed_tlvs packed = pack_tlvs(p, s, 0);
	struct stamp_tlv padding = {0, STAMP_TLV_EXTRA_PADDING, 0};
	struct frame *f = &s->state.f;
	const __u32 start = f->l4 + sizeof(struct udphdr);
	__u32 used = f->payload, missing;

	if (octets == used)
		return 0;
	if (!packed.is_whole || octets < used + sizeof(padding))
		used = base_octets() + pack_tlvs(p, s, 1).octets;
	missing = octets - used;
	if (missing && missing < sizeof(padding))
		missing = sizeof(padding);
	/* Cut first: what is added then is zero. */
	if (resize(p, start + used) || resize(p, start + used + missing))
		return -1;
	padding.length = stamp_swap16((__u16)(missing - sizeof(padding)));
	if (missing && store_octets(p, start + used, &padding, sizeof(padding)))
		return -1;
	f->ip_octets += used + missing - f->payload;
	f->payload = (__u16)(used + missing);
	h->udp->len = stamp_swap16((__u16)(sizeof(struct udphdr) + f->payload));
	return 0;
}

/* What is granted: the flags of the TLV, with *octets; world->discard: no reply. */
LIB __u8 grant_control(struct work *s, __u32 *octets, __u32 least) {
	const __u32 most = most_reply_octets((int)s->state.is_ipv6);
	struct tlv_world *world = &s->tlvs.world;
	const int is_too_long = *octets > most;

	if (is_too_long) {
		*octets = most < least ? least : most;
		world->control.number = 1;
	}
	switch (world->control.is_disobeyed ? STAMP_GRANT_STALE
					    : grant_replies(s, *octets, world->control.number)) {
	case STAMP_GRANT_STALE:
		world->notes |= TLV_NOTE_DISOBEYED;
		return STAMP_TLV_UNRECOGNISED;
	case STAMP_GRANT_NONE:
		world->discard = STAMP_V_OVER_BUDGET;
		return STAMP_TLV_CUT;
	case STAMP_GRANT_ALL:
		if (!is_too_long)
			return 0;
		break;
	default:
		break;
	}
	world->notes |= TLV_NOTE_CUT;
	return STAMP_TLV_CUT;
}

/* After the walk. A further reply was granted with the first. */
LIB void settle_control(const struct pkt *p, struct work *s, const struct headers *h) {
	struct tlv_world *world = &s->tlvs.world;
	struct tlv_control *control = &world->control;
	__u32 octets, least;
	__u8 flags = 0;

	if (!answers_control(world) || !control->at || world->discard)
		return;
	least = base_octets() + pack_tlvs(p, s, 0).octets;
	octets = control->octets < least ? least : control->octets;
	if (!s->is_further)
		flags = grant_control(s, &octets, least);
	if (!(flags & STAMP_TLV_UNRECOGNISED) && !world->discard && resize_payload(p, s, h, octets))
		world->discard = STAMP_V_NO_ROOM;
	store_octets(p, control->at, &flags, sizeof(flags));
}
#endif

#endif
