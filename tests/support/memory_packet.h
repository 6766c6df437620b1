// SPDX-License-Identifier: Apache-2.0
// What bpf/lib/unusual.h and tlv.h want of their includer, over plain memory.
#pragma once

#include <cstring>

#include "bpf/lib/parse.h"

struct pkt {
	std::uint8_t *start;
	std::uint8_t *end;
};

inline long load_octets(const pkt *p, __u32 offset, void *to, __u32 size) {
	const auto octets = static_cast<std::size_t>(p->end - p->start);
	if (offset > octets || size > octets - offset)
		return -1;
	std::memcpy(to, p->start + offset, size);
	return 0;
}

inline long store_octets(const pkt *p, __u32 offset, const void *from, __u32 size) {
	const auto octets = static_cast<std::size_t>(p->end - p->start);
	if (offset > octets || size > octets - offset)
		return -1;
	std::memcpy(p->start + offset, from, size);
	return 0;
}

#include "bpf/lib/unusual.h" // wants what is above

// As open_frame() of the programs: in place when it is plain, else by a copy.
inline bool open_memory(std::uint8_t *start, std::uint8_t *end, int has_mac, copy *headers_copy,
			frame *f, headers *h) {
	const pkt p = {start, end};
	shape found = parse_plain(start, end, has_mac, f, h);
	if (found == SHAPE_UNUSUAL)
		found = parse_copy(&p, has_mac, headers_copy, f, h);
	return found != SHAPE_FOREIGN;
}
