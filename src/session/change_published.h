// SPDX-License-Identifier: Apache-2.0
// How what other processes read is written. The count of changes is odd meanwhile, and never falls:
// a reader sees that it was disturbed.
#pragma once

#include <atomic>

#include "stamp/abi.h"

namespace stamp::session {

template <typename Published, typename Change>
void change_published(Published &published, Change &&apply) {
	const std::atomic_ref changes(published.changes);
	const __u64 before = changes.load(std::memory_order_relaxed);
	changes.store(before + 1, std::memory_order_relaxed);
	std::atomic_thread_fence(std::memory_order_release);
	apply(published);
	changes.store(before + 2, std::memory_order_release);
}

} // namespace stamp::session
