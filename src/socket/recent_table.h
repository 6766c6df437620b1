// SPDX-License-Identifier: Apache-2.0
// A table that forgets: an entry stays for a period after it was used last, and for twice as long
// at most. Nothing is searched for that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "socket/tables.h"

namespace stamp::socket {

template <typename Key, typename Value> class RecentTable {
public:
	// `most`: entries that are used within a period.
	RecentTable(std::uint64_t period_ns, std::size_t most) : period_(period_ns), most_(most) {}

	// Null: it is not there.
	Value *find(const Key &key, std::uint64_t now_ns) {
		turn(now_ns);
		if (Value *const young = young_.find(key))
			return young;
		Value *const old = old_.find(key);
		return old ? keep(key, *old) : nullptr;
	}
	// That of find(), or a new one. Null: there is no room.
	Value *use(const Key &key, const Value &fresh, std::uint64_t now_ns) {
		if (Value *const known = find(key, now_ns))
			return known;
		return keep(key, fresh);
	}

private:
	Value *keep(const Key &key, const Value &value) {
		if (young_.size() >= most_)
			return nullptr;
		young_.insert(key, value);
		return young_.find(key);
	}
	void turn(std::uint64_t now_ns) {
		if (now_ns - turned_ < period_)
			return;
		old_ = now_ns - turned_ < 2 * period_ ? std::exchange(young_, {})
						      : Table<Key, Value>();
		young_ = {};
		turned_ = now_ns;
	}

	std::uint64_t period_, turned_ = 0;
	std::size_t most_;
	Table<Key, Value> young_, old_;
};

} // namespace stamp::socket
