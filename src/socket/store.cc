// SPDX-License-Identifier: Apache-2.0
#include "socket/store.h"

#include <random>

struct stamp_cfg cfg;
struct stamp_live live;
__u64 hash_seed[STAMP_SEED_WORDS] = {3, 5, 7, 11}; // until seed_hash()
__u64 total_next_ns;

namespace stamp::socket {

Store::~Store() {
	if (current == this)
		current = nullptr;
}

void enter(Store &store) {
	if (current == &store)
		return;
	if (current)
		current->kept = {cfg, live, total_next_ns};
	current = &store;
	cfg = store.kept.cfg;
	live = store.kept.live;
	total_next_ns = store.kept.total_next_ns;
}

void seed_hash() {
	static const bool done = [] {
		std::random_device random;
		for (__u64 &word : hash_seed)
			word = static_cast<__u64>(random()) << 32 | random();
		return true;
	}();
	static_cast<void>(done);
}

} // namespace stamp::socket
