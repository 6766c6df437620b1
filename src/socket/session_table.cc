// SPDX-License-Identifier: Apache-2.0
#include "socket/session_table.h"

#include <atomic>

namespace stamp::socket {

void SessionTable::use(std::span<stamp_process_session> memory) {
	memory_ = memory;
	is_bounded_ = true;
}

stamp_process_session *SessionTable::take_free() {
	if (!free_.empty()) {
		auto *const last = free_.back();
		free_.pop_back();
		return last;
	}
	if (!is_bounded_)
		return &own_.emplace_back();
	return used_ < memory_.size() ? &memory_[used_++] : nullptr;
}

long SessionTable::insert(const stamp_session_key &key, const stamp_session &session) {
	if (at_.find(key))
		return -1;
	auto *const entry = take_free();
	if (!entry)
		return -1;
	entry->key = key;
	entry->session = session;
	// A reader takes it for a session from here on.
	std::atomic_ref(entry->changes).fetch_add(1, std::memory_order_release);
	return at_.insert(key, entry);
}

long SessionTable::erase(const stamp_session_key &key) {
	auto *const found = at_.find(key);
	if (!found)
		return -1;
	auto *const entry = *found;
	std::atomic_ref(entry->changes).fetch_add(1, std::memory_order_acq_rel);
	free_.push_back(entry);
	return at_.erase(key);
}

} // namespace stamp::socket
