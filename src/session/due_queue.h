// SPDX-License-Identifier: Apache-2.0
// Sessions by the time at which something is due for each: the earliest first, of the same time the
// lowest number. To take one and to add one costs the logarithm of how many there are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "time/clock.h"

namespace stamp::session {

class DueQueue {
public:
	struct Entry {
		MonoTime at{};
		std::uint16_t session = 0;
	};

	[[nodiscard]] bool is_empty() const { return heap_.empty(); }
	[[nodiscard]] const Entry &first() const { return heap_.front(); }
	void add(MonoTime at, std::uint16_t session) {
		heap_.push_back({at, session});
		std::push_heap(heap_.begin(), heap_.end(), is_later);
	}
	void remove_first() {
		std::pop_heap(heap_.begin(), heap_.end(), is_later);
		heap_.pop_back();
	}

private:
	static bool is_later(const Entry &a, const Entry &b) {
		return a.at != b.at ? a.at > b.at : a.session > b.session;
	}

	std::vector<Entry> heap_;
};

} // namespace stamp::session
