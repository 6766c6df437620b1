// SPDX-License-Identifier: Apache-2.0
#include "time/pacer.h"

#include <algorithm>

namespace stamp::time {

Pacer::Pacer(MonoTime start, Duration interval)
	: start_(start), interval_(std::max(interval, Duration{1})) {}

std::uint64_t Pacer::take(MonoTime now) {
	const Duration elapsed = now - start_;
	// The first slot that is not past: one due at this very moment can still be used.
	const std::int64_t usable =
		elapsed.count() <= 0 ? 0 : (elapsed.count() - 1) / interval_.count() + 1;
	const std::int64_t following = slot_ + 1;

	slot_ = std::max(following, usable);
	return static_cast<std::uint64_t>(slot_ - following);
}

} // namespace stamp::time
