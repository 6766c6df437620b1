// SPDX-License-Identifier: Apache-2.0
#include "stats/order.h"

namespace stamp::stats {

bool ArrivalOrder::add(std::uint64_t seq) {
	if (seq >= next_expected_) {
		next_expected_ = seq + 1;
		return false;
	}
	reordered_++;
	return true;
}

} // namespace stamp::stats
