// SPDX-License-Identifier: Apache-2.0
// The store of the datapath of sockets, one for a process, filled as a test wants it.
#pragma once

#include <memory>
#include <vector>

#include "session/keys.h"
#include "socket/store.h"

namespace stamp::test {

using MemoryStore = socket::Store;

// The one that the library looks at.
class CurrentStore {
public:
	CurrentStore() { *this = std::make_unique<MemoryStore>(); }
	CurrentStore &operator=(std::unique_ptr<MemoryStore> store) {
		own_ = std::move(store);
		socket::current = own_.get();
		return *this;
	}
	MemoryStore *operator->() const { return own_.get(); }
	MemoryStore &operator*() const { return *own_; }

private:
	std::unique_ptr<MemoryStore> own_;
};

// Replaced by a fresh one, with `cfg` and `live`, to begin again.
inline CurrentStore memory_store;

// The addresses that are ours, and no others.
inline void own(const std::vector<stamp_addr> &addresses) {
	memory_store->local.clear();
	for (const stamp_addr &addr : addresses)
		memory_store->local.set({128, addr}, STAMP_LOCAL_UNICAST);
}

// One key for every SSID.
inline void use_key(const stamp_midstate &key, MemoryStore &store = *memory_store) {
	auto ring = session::KeyRing::create(1).value();
	stamp_keys keys = {};

	keys.count = 1;
	keys.key[0] = key;
	ring.entries()[0] = {STAMP_ANY_SSID, keys};
	static_cast<void>(store.keys.fill(ring));
}

} // namespace stamp::test
