// SPDX-License-Identifier: Apache-2.0
// The whole reflector of the library on plain memory: the very lines that the programs run, one
// step after the other. `cfg`, `live` and memory_store say what it is like.
#pragma once

#include <algorithm>

#include "socket/steps.h"
#include "support/memory_packet.h"
#include "support/memory_store.h"
#include "support/octets.h"

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
