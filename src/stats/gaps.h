// SPDX-License-Identifier: Apache-2.0
// What the numbers of requests show a receiver of those that it did not see.
#pragma once

#include <cstdint>

namespace stamp::stats {

// Requests missing between the first number and the furthest (RFC 1982), of which `received` came.
// Never too many: a duplicate that was not noticed hides a loss, and past 2^32 requests the numbers
// show nothing.
constexpr std::uint64_t lost_in_gaps(std::uint32_t first, std::uint32_t furthest,
				     std::uint64_t received) {
	const std::uint64_t sent = std::uint64_t{furthest - first} + 1;
	return sent > received ? sent - received : 0;
}

} // namespace stamp::stats
