// SPDX-License-Identifier: Apache-2.0
// What the library wants of a packet (bpf/lib/octets.h), over memory of this process.
#pragma once

#include <linux/if_packet.h>

#include <cstdint>
#include <cstring>

#include "bpf/lib/checksum.h"
#include "bpf/lib/octets.h"
#include "bpf/lib/parse.h"
#include "bpf/lib/unusual.h"

struct pkt {
	std::uint8_t *start;
	mutable std::uint8_t *end;    // resize() moves it
	std::uint8_t *room = nullptr; // the end of what is allocated, where it may grow
	enum hook hook = HOOK_XDP;
	__s64 arrived_ns = 0;	       // UTC; 0: now
	bool without_checksum = false; // UDP's is the kernel's to verify and to compute
};

SHELL enum hook hook_of(const pkt *p) {
	return p->hook;
}

SHELL void *start_of(const pkt *p) {
	return p->start;
}

SHELL void *end_of(const pkt *p) {
	return p->end;
}

SHELL __u32 frame_octets(const pkt *p) {
	return static_cast<__u32>(p->end - p->start);
}

inline bool has_octets(const pkt *p, __u32 offset, __u32 size) {
	return offset <= frame_octets(p) && size <= frame_octets(p) - offset;
}

SHELL long load_octets(const pkt *p, __u32 offset, void *to, __u32 size) {
	if (!has_octets(p, offset, size))
		return -1;
	std::memcpy(to, p->start + offset, size);
	return 0;
}

SHELL long store_octets(const pkt *p, __u32 offset, const void *from, __u32 size) {
	if (!has_octets(p, offset, size))
		return -1;
	std::memcpy(p->start + offset, from, size);
	return 0;
}

SHELL long resize(const pkt *p, __u32 octets) {
	if (p->start + octets > p->room)
		return -1;
	if (octets > frame_octets(p))
		std::memset(p->end, 0, octets - frame_octets(p));
	p->end = p->start + octets;
	return 0;
}

// As a checksum is summed: zeros behind the last octet. What cannot be read adds nothing.
SHELL __u32 sum_range(const pkt *p, __u32 offset, __u32 octets) {
	__u64 sum = 0;

	if (!has_octets(p, offset, octets))
		return 0;
	for (__u32 at = 0; at < octets; at += 2) {
		std::uint16_t word = 0;

		std::memcpy(&word, p->start + offset + at, octets - at < 2 ? 1 : 2);
		sum += word;
	}
	return fold(sum);
}

SHELL __u32 link_type(const pkt *) {
	return PACKET_HOST;
}

SHELL int is_super_packet(const pkt *) {
	return 0;
}

SHELL int left_to_device(const pkt *p, __u32) {
	return p->without_checksum;
}

SHELL int is_device_verified(const pkt *) {
	return 0;
}

SHELL int leaves_as_it_came(const pkt *) {
	return 1;
}
