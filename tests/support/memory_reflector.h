// SPDX-License-Identifier: Apache-2.0
// The whole reflector of the library on plain memory: the very lines that the programs run, one
// step after the other. `cfg`, `live` and memory_store say what it is like.
#pragma once

#include <algorithm>

#include "bpf/lib/departure.h"
#include "bpf/lib/reflector.h"
#include "support/memory_packet.h"
#include "support/memory_store.h"
#include "support/octets.h"

SHELL __s64 arrival_time(const pkt *, int *by_hardware) {
	*by_hardware = 0;
	return utc_now();
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

namespace stamp::test {

struct MemoryRun {
	stamp_verdict verdict; // of the request
	Octets reply;	       // empty: there is none
};

// One request; at tc what egress does to the reply, too.
inline MemoryRun reflect_in_memory(const Octets &request, hook at = HOOK_XDP) {
	constexpr std::size_t room = 256;     // a short request grows
	constexpr std::size_t ip_aligned = 2; // where the kernel starts a frame
	Octets octets(ip_aligned + request.size() + room);
	std::uint8_t *const start = octets.data() + ip_aligned;

	std::copy(request.begin(), request.end(), start);
	const pkt p = {start, start + request.size(), octets.data() + octets.size(), at};
	const stamp_verdict verdict = reflect(&p);

	count(verdict);
	if (verdict != STAMP_V_REFLECTED)
		return {verdict, {}};
	if (at == HOOK_TC)
		count(write_t3(&p));
	return {verdict, Octets(p.start, p.end)};
}

} // namespace stamp::test
