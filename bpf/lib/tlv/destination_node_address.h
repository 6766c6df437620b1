/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Destination Node Address (RFC 9503 3): the address of ours that the sender means, whatever its
 * packet was addressed to. The reply comes from there. Of several that differ the first decides.
 */
#ifndef STAMP_LIB_TLV_DESTINATION_NODE_ADDRESS_H
#define STAMP_LIB_TLV_DESTINATION_NODE_ADDRESS_H

#include "../address.h"
#include "../store.h"
#include "value.h"

enum { TLV_IPV4_OCTETS = 4, TLV_IPV6_OCTETS = 16 };

LIB __u8 tlv_destination_node_address(const struct pkt *p, struct tlv_walk *w,
				      struct tlv_world *world) {
	if (w->length != TLV_IPV4_OCTETS && w->length != TLV_IPV6_OCTETS)
		return STAMP_TLV_MALFORMED;
	/* The header of the reply has no room for an address of the other family. */
	if (w->length != (world->is_ipv6 ? TLV_IPV6_OCTETS : TLV_IPV4_OCTETS))
		return STAMP_TLV_UNRECOGNISED;
	if (world->is_ipv6 ? tlv_get(p, w, TLV_IPV6_OCTETS) : tlv_get(p, w, TLV_IPV4_OCTETS))
		return STAMP_TLV_UNRECOGNISED;
	w->address = world->is_ipv6 ? w->tlv.addr : map_ipv4(w->tlv.addr.word[0]);
	if (world->has_reply_source)
		return same_addr(&w->address, &world->reply_source) ? 0 : STAMP_TLV_UNRECOGNISED;
	if (local_kind(&w->address) != STAMP_LOCAL_UNICAST)
		return STAMP_TLV_UNRECOGNISED;
	world->reply_source = w->address;
	world->has_reply_source = 1;
	return 0;
}

#endif
