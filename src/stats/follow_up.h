// SPDX-License-Identifier: Apache-2.0
// Corrects T3 by what a later reply says of when it really was (RFC 8972 4.7). Constant memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "time/clock.h"
#include "time/wide.h"

namespace stamp::stats {

struct FollowUpReport {
	std::uint64_t corrected = 0;	    // replies of which the real T3 came later
	std::optional<Duration> mean, max;  // the real T3 less the one in the packet
	std::optional<std::uint8_t> method; // RFC 8972 5.5
};

class FollowUps {
public:
	static constexpr std::size_t remembered = 1024; // replies, a power of two

	// A reply came in: the reflector's number and its T3.
	void reply(std::uint32_t seq, UtcTime t3);
	// A later one says of reply `seq` when it left. Returns the correction of that one; absent:
	// it did not come in, or not lately, or was corrected already.
	std::optional<Duration> correct(std::uint32_t seq, UtcTime t3, std::uint8_t method);

	[[nodiscard]] FollowUpReport report() const;

private:
	struct Reply {
		bool waiting = false;
		std::uint32_t seq = 0;
		UtcTime t3{};
	};

	std::array<Reply, remembered> replies_{};
	FollowUpReport report_;
	time::int128 sum_ns_ = 0; // a few corrections by decades would overflow 64 bits
};

} // namespace stamp::stats
