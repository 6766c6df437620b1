// SPDX-License-Identifier: Apache-2.0
// Frames in plain memory.
#pragma once

#include "socket/packet.h"

// As open_frame() of the library: in place when it is plain, else by a copy.
inline bool open_memory(std::uint8_t *start, std::uint8_t *end, int has_mac, header_copy *copied,
			frame *f, headers *h) {
	const pkt p = {start, end};
	shape found = parse_plain(start, end, has_mac, f, h);
	if (found == SHAPE_UNUSUAL)
		found = parse_copy(&p, has_mac, copied, f, h);
	return found != SHAPE_FOREIGN;
}
