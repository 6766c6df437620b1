/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The procedure over the TLVs of a packet (tlv.h): what is known of them, and the walk. */
#ifndef STAMP_LIB_TLV_DRIVE_H
#define STAMP_LIB_TLV_DRIVE_H

#include "octets.h"
#include "tlv.h"
#include "work.h"

/* What is in [at, end). */
LIB void scan_tlvs(const struct pkt *p, struct work *w, __u32 at, __u32 end) {
	tlv_scan_begin(&w->tlvs.scan, at, end);
	repeat_scan(p);
	if (tlv_scan_again(p, &w->tlvs.scan))
		repeat_scan(p);
}

/* What was scanned. */
LIB void walk_tlvs(const struct pkt *p, struct work *w, enum tlv_mode mode) {
	tlv_begin(&w->tlvs.walk, &w->tlvs.world, &w->tlvs.scan, mode);
	repeat_walk(p);
}

#endif
