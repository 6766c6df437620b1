/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads and writes the value of the current TLV. */
#ifndef STAMP_LIB_TLV_VALUE_H
#define STAMP_LIB_TLV_VALUE_H

#include "../octets.h"
#include "state.h"

/* The first `size` octets of the value (a constant, at most 16) into w->tlv. 0: done. */
LIB long tlv_get(const struct pkt *p, struct tlv_walk *w, __u32 size) {
	return load_octets(p, w->here + sizeof(w->tlv.head), w->tlv.octets, size);
}

/* The same the other way. */
LIB void tlv_put(const struct pkt *p, struct tlv_walk *w, __u32 size) {
	store_octets(p, w->here + sizeof(w->tlv.head), w->tlv.octets, size);
}

LIB void tlv_put_flags(const struct pkt *p, struct tlv_walk *w, __u8 flags) {
	w->tlv.head.flags = flags;
	store_octets(p, w->here, &w->tlv.head.flags, sizeof(flags));
}

LIB void tlv_clear(struct tlv_walk *w) {
	w->tlv.addr.word[0] = w->tlv.addr.word[1] = w->tlv.addr.word[2] = w->tlv.addr.word[3] = 0;
}

#endif
