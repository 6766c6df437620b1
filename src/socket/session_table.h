// SPDX-License-Identifier: Apache-2.0
// The sessions of a stateful reflector, in memory that others on this host may read.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "socket/tables.h"
#include "stamp/process_file.h"

namespace stamp::socket {

// Like a Table; entries stay where they are until they are erased.
class SessionTable {
public:
	// Room for so many and no more from now on; the memory is zero and outlives the table.
	// Without this, there is as much room as is asked for.
	void use(std::span<stamp_process_session> memory);

	stamp_session *find(const stamp_session_key &key) {
		auto *const found = at_.find(key);
		return found ? &(*found)->session : nullptr;
	}
	// Not 0: it is there already, or there is no room.
	long insert(const stamp_session_key &key, const stamp_session &session);
	// Not 0: it was not there.
	long erase(const stamp_session_key &key);
	[[nodiscard]] std::size_t size() const { return at_.size(); }

private:
	[[nodiscard]] stamp_process_session *take_free();

	Table<stamp_session_key, stamp_process_session *> at_;
	std::span<stamp_process_session> memory_;
	std::size_t used_ = 0; // of memory_, or once used
	bool is_bounded_ = false;
	std::vector<stamp_process_session *> free_;
	std::deque<stamp_process_session> own_;
};

} // namespace stamp::socket
