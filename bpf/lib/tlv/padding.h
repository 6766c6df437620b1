/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Extra Padding (RFC 8972 4.1): returned unchanged. */
#ifndef STAMP_LIB_TLV_PADDING_H
#define STAMP_LIB_TLV_PADDING_H

#include "state.h"

LIB __u8 tlv_padding(const struct pkt *p, struct tlv_walk *w, struct tlv_world *world) {
	(void)p, (void)w, (void)world;
	return 0;
}

#endif
