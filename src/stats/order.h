// SPDX-License-Identifier: Apache-2.0
// Reordering as RFC 4737 3.3 defines it: a packet is reordered when its number is below one that
// arrived before it.
#pragma once

#include <cstdint>

namespace stamp::stats {

class ArrivalOrder {
public:
	// Takes the unwrapped number of the next arrival, duplicates excluded (RFC 4737 3.5), and
	// says whether it is reordered.
	bool add(std::uint64_t seq);
	[[nodiscard]] std::uint64_t reordered() const { return reordered_; }

private:
	std::uint64_t next_expected_ = 0; // one more than the largest number so far
	std::uint64_t reordered_ = 0;
};

} // namespace stamp::stats
