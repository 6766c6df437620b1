// SPDX-License-Identifier: Apache-2.0
// Loops and steps of the library (bpf/lib/octets.h) as plain loops and calls.
#pragma once

#include "bpf/lib/answer_again.h"
#include "bpf/lib/departure.h"
#include "bpf/lib/reflector.h"
#include "bpf/lib/reply_in.h"
#include "socket/packet.h"
#include "socket/store.h"

SHELL __s64 arrival_time(const pkt *p, int *by_hardware) {
	*by_hardware = 0;
	return p->arrived_ns ? p->arrived_ns : utc_now();
}

SHELL void repeat_scan(const pkt *p) {
	for (int i = 0; i < TLV_STEPS; i++)
		if (tlv_scan_step(p, &work_space()->tlvs.scan))
			return;
}

SHELL void repeat_walk(const pkt *p) {
	tlv_space &tlvs = work_space()->tlvs;

	for (int i = 0; i < TLV_STEPS; i++)
		if (tlv_step(p, &tlvs.walk, &tlvs.world))
			return;
}

SHELL void repeat_tag(const pkt *p) {
	for (int i = 0; i < TAG_STEPS; i++)
		if (tag_block(p))
			return;
}

SHELL void search_slots(slot_search *search) {
	for (int i = 0; i < STAMP_PLACES_TRIED; i++)
		if (try_slot(search))
			return;
}

SHELL int run_tag_range(const pkt *p) {
	return tag_range(p);
}

SHELL __u32 run_examine(const pkt *p) {
	return examine(p);
}

SHELL __u32 run_examine_rest(const pkt *p) {
	return examine_rest(p);
}

SHELL __u32 run_answer_by_copy(const pkt *p) {
	return answer_by_copy(p);
}

SHELL __u32 run_examine_signed(const pkt *p) {
	return examine_signed(p);
}

SHELL __u32 run_answer_signed(const pkt *p) {
	return answer_signed(p);
}

SHELL __u32 run_take_reply_first(const pkt *p) {
	return take_reply_first(p);
}
