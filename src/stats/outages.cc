// SPDX-License-Identifier: Apache-2.0
#include "stats/outages.h"

namespace stamp::stats {

void Outages::lost(std::uint64_t seq, MonoTime sent) {
	if (!is_running_) {
		is_running_ = true;
		count_++;
		latest_ = {seq, 0, sent, Duration{}};
	}
	const Duration length = (sent - latest_.began) + interval_;
	total_ += length - latest_.length;
	latest_.length = length;
	latest_.packets++;
	if (latest_.packets > longest_.packets)
		longest_ = latest_;
}

} // namespace stamp::stats
