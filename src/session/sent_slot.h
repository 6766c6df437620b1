// SPDX-License-Identifier: Apache-2.0
// What a slot of the table of send times tells of a request.
#pragma once

#include <cstdint>
#include <optional>

#include "session/sent.h"
#include "stamp/abi.h"

namespace stamp::session {

// Absent: the slot has another request, or none.
inline std::optional<Sent> sent_in_slot(const stamp_sent &slot, std::uint32_t seq) {
	if (!slot.valid || slot.seq != seq)
		return std::nullopt;
	return Sent{utc(slot.t1_ns),
		    {stamp_swap32(slot.ts.sec), stamp_swap32(slot.ts.frac)},
		    stamp_swap16(slot.error)};
}

} // namespace stamp::session
