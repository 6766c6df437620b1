/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reflected Test Packet Control (RFC 10052 3): length, number and interval of the replies, and
 * which reflectors are to answer. Here it is read and checked; what it comes to is decided when all
 * TLVs are known (control.h). Of several such TLVs the first one decides. BPF programs have none of
 * it: see answers_control().
 */
#ifndef STAMP_LIB_TLV_REFLECT_CONTROL_H
#define STAMP_LIB_TLV_REFLECT_CONTROL_H

#include "../address.h"
#include "../store.h"
#include "stamp/outcome.h"
#include "value.h"

#ifdef __bpf__
LIB __u8 tlv_reflect_control(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	(void)p, (void)w, (void)world;
	return STAMP_TLV_UNRECOGNISED;
}
#else

enum { TLV_GROUP_OCTETS = 20, TLV_SHORT_ADDRESS = 2, TLV_EUI48 = 6, TLV_EUI64 = 8 };

/* A sub-TLV and as much of its value as a group has. */
struct tlv_group {
	struct stamp_tlv head;
	__u8 value[TLV_GROUP_OCTETS];
};

/* RFC 10052 3.1.1, 3.1.2. */
LIB int tlv_group_fits(__u8 type, __u32 length) {
	const __u32 layer3 = sizeof(struct stamp_layer3_group);

	if (type == STAMP_GROUP_LAYER2)
		return length == 2 * TLV_SHORT_ADDRESS || length == 2 * TLV_EUI48 ||
		       length == 2 * TLV_EUI64;
	if (type == STAMP_GROUP_LAYER3)
		return length == layer3 + sizeof(struct in_addr) ||
		       length == layer3 + sizeof(struct in6_addr);
	return 1;
}

/* The prefix of a Layer 3 group. 0: it is longer than its address. */
LIB int tlv_group_prefix(const struct tlv_group *group, __u32 length, struct stamp_prefix *prefix) {
	const __u32 layer3 = sizeof(struct stamp_layer3_group);
	const __u32 bits = group->value[0];
	__be32 ipv4;

	if (bits > 8 * (length - layer3))
		return 0;
	prefix->bits = bits;
	if (length == layer3 + sizeof(struct in6_addr)) {
		__builtin_memcpy(&prefix->addr, group->value + layer3, sizeof(prefix->addr));
		return 1;
	}
	__builtin_memcpy(&ipv4, group->value + layer3, sizeof(ipv4));
	prefix->addr = map_ipv4(ipv4);
	prefix->bits += 8 * (sizeof(struct in6_addr) - sizeof(struct in_addr));
	return 1;
}

/* The flags of a sub-TLV. The request is not answered by those who are not of its group. */
LIB __u8 tlv_group_one(const struct tlv_group *group, __u32 length, struct tlv_world *world) {
	struct stamp_prefix prefix;
	int is_member;

	if (!tlv_group_fits(group->head.type, length))
		return STAMP_TLV_MALFORMED;
	if (group->head.type == STAMP_GROUP_LAYER2) {
		is_member = is_in_layer2_group(group->value, group->value + length / 2, length / 2);
	} else if (group->head.type == STAMP_GROUP_LAYER3) {
		if (!tlv_group_prefix(group, length, &prefix))
			return STAMP_TLV_MALFORMED;
		is_member = is_in_layer3_group(&prefix);
	} else {
		return STAMP_TLV_UNRECOGNISED;
	}
	if (!is_member)
		world->discard = STAMP_V_NO_REPLY;
	return 0;
}

/* The sub-TLVs, up to a header of zeros, which is padding. Not 0: the flags of the TLV. */
LIB __u8 tlv_groups(const struct pkt *p, const struct tlv_walk *w, struct tlv_world *world) {
	const __u32 end = w->here + sizeof(w->tlv.head) + w->length;
	__u32 at = w->here + sizeof(w->tlv.head) + sizeof(struct stamp_reflect_control);

	for (int i = 0; i < STAMP_MAX_TLVS && end - at >= sizeof(struct stamp_tlv); i++) {
		struct tlv_group group = {};
		__u32 length, known;
		__u8 flags;

		if (load_octets(p, at, &group.head, sizeof(group.head)))
			return STAMP_TLV_MALFORMED;
		if (!(group.head.flags | group.head.type | group.head.length))
			return 0;
		length = stamp_swap16(group.head.length);
		known = length < sizeof(group.value) ? length : sizeof(group.value);
		flags = STAMP_TLV_MALFORMED;
		if (length <= end - at - sizeof(group.head) &&
		    !load_octets(p, at + sizeof(group.head), group.value, known))
			flags = tlv_group_one(&group, length, world);
		store_octets(p, at, &flags, sizeof(flags));
		if (flags & STAMP_TLV_MALFORMED)
			return STAMP_TLV_MALFORMED;
		at += sizeof(group.head) + length;
	}
	return 0;
}

LIB __u8 tlv_reflect_control(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	struct tlv_control *control = &world->control;
	__u8 flags;

	if (control->at || tlv_get(p, w, sizeof(w->tlv.reflect)))
		return STAMP_TLV_UNRECOGNISED;
	control->at = w->here;
	control->octets = (stamp_swap16(w->tlv.reflect.length) + 3u) & ~3u;
	control->number = stamp_swap16(w->tlv.reflect.number);
	control->interval_ns = stamp_swap32(w->tlv.reflect.interval_ns);
	flags = tlv_groups(p, w, world);
	if (flags)
		control->at = 0;
	else if (!control->number)
		world->discard = STAMP_V_NO_REPLY;
	return flags;
}
#endif

#endif
