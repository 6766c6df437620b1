// SPDX-License-Identifier: Apache-2.0
#include "time/pacer.h"

#include <algorithm>

namespace stamp::time {

Pacer::Pacer(MonoTime start, Duration interval, Duration patience)
	: start_(start), interval_(std::max(interval, Duration{1})), patience_(patience) {}

std::uint64_t Pacer::take(MonoTime now) {
	const std::int64_t following = slot_ + 1;
	const MonoTime oldest = now - patience_;
	if (slot_time(following) >= oldest) { // nearly always, and it spares the division
		slot_ = following;
		return 0;
	}
	const Duration elapsed = oldest - start_;
	// The first slot that is not past: one due at this very moment can still be used.
	slot_ = (elapsed.count() - 1) / interval_.count() + 1;
	return static_cast<std::uint64_t>(slot_ - following);
}

} // namespace stamp::time
