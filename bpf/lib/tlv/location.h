/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Location (RFC 8972 4.2): addresses and ports of the request as they arrived here. A sub-TLV gets
 * its answer in place, under another type of the same size. Each of them is a step of the walk.
 */
#ifndef STAMP_LIB_TLV_LOCATION_H
#define STAMP_LIB_TLV_LOCATION_H

#include "value.h"

LIB __u8 tlv_location(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	tlv_clear(w);
	if (!(world->location_blank & STAMP_BLANK_PORTS)) {
		w->tlv.location.destination_port = world->destination_port;
		w->tlv.location.source_port = world->source_port;
	}
	tlv_put(p, w, sizeof(w->tlv.location));
	w->inside = w->at;
	w->at = w->here + sizeof(w->tlv.head) + sizeof(w->tlv.location);
	return 0;
}

/* The length a sub-TLV of a request has to have; 0: its type is not one of them. */
LIB __u32 tlv_location_length(__u8 type) {
	if (type == STAMP_LOCATION_SOURCE_MAC)
		return STAMP_LOCATION_MAC_OCTETS;
	return type == STAMP_LOCATION_DESTINATION || type == STAMP_LOCATION_SOURCE
		       ? STAMP_LOCATION_ADDRESS_OCTETS
		       : 0;
}

/* Without a MAC address, or when policy hides it: an EUI-64 of zeros. */
LIB void tlv_location_mac(struct tlv_walk *w, const struct tlv_world *world) {
	w->tlv.head.type = STAMP_LOCATION_SOURCE_EUI64;
	if (!world->has_mac || world->location_blank & STAMP_BLANK_MAC)
		return;
	w->tlv.head.type = STAMP_LOCATION_SOURCE_EUI48;
	__builtin_memcpy(w->tlv.octets, world->mac, sizeof(world->mac));
}

/* The types of the answers follow that of the question: IPv4, then IPv6. */
LIB void tlv_location_address(struct tlv_walk *w, const struct tlv_world *world,
			      const struct stamp_addr *addr, int is_blank) {
	w->tlv.head.type += world->is_ipv6 ? 2 : 1;
	if (is_blank)
		return;
	if (world->is_ipv6)
		w->tlv.addr = *addr;
	else
		w->tlv.addr.word[0] = addr->word[3];
}

LIB void tlv_location_answer(const struct pkt *p, struct tlv_walk *w,
			     const struct tlv_world *world) {
	const __u32 head = sizeof(w->tlv.head);

	tlv_clear(w);
	w->tlv.head.flags = 0;
	if (w->tlv.head.type == STAMP_LOCATION_SOURCE_MAC) {
		tlv_location_mac(w, world);
		store_octets(p, w->here, &w->tlv, head + STAMP_LOCATION_MAC_OCTETS);
		return;
	}
	if (w->tlv.head.type == STAMP_LOCATION_DESTINATION)
		tlv_location_address(w, world, &world->destination,
				     world->location_blank & STAMP_BLANK_DESTINATION);
	else
		tlv_location_address(w, world, &world->source,
				     world->location_blank & STAMP_BLANK_SOURCE);
	store_octets(p, w->here, &w->tlv, head + STAMP_LOCATION_ADDRESS_OCTETS);
}

/*
 * The sub-TLV whose header was loaded, `left` octets before the end of the Location TLV. A
 * malformed one ends the Location TLV and not the walk: where the next TLV begins is known.
 */
LIB void tlv_location_sub(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world,
			  __u32 left) {
	__u32 wanted = tlv_location_length(w->tlv.head.type);

	if (w->length > left || (wanted && w->length != wanted)) {
		world->notes |= TLV_NOTE_MALFORMED;
		tlv_put_flags(p, w, STAMP_TLV_MALFORMED | (wanted ? 0 : STAMP_TLV_UNRECOGNISED));
		w->at = w->inside;
	} else if (!wanted) {
		world->notes |= TLV_NOTE_UNKNOWN;
		tlv_put_flags(p, w, STAMP_TLV_UNRECOGNISED);
	} else {
		tlv_location_answer(p, w, world);
	}
}

/* Past the last sub-TLV the next TLV begins. */
LIB void tlv_location_leave(struct tlv_walk *w, struct tlv_world *world) {
	__u32 left = w->inside - w->at;

	if (!w->inside || left >= sizeof(struct stamp_tlv))
		return;
	if (left)
		world->notes |= TLV_NOTE_STRAY;
	w->at = w->inside;
	w->inside = 0;
}

#endif
