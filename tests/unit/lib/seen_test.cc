// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/seen.h"

#include <vector>

#include "support/catch.h"

namespace {

constexpr __u64 second = 1'000'000'000;
constexpr __u64 timeout = 900 * second;

// Each differs from the first one in one element.
std::vector<stamp_session_key> neighbours() {
	std::vector<stamp_session_key> keys(1 + 3);

	keys[1].near_port = 1;
	keys[2].far_port = 1;
	keys[3].ssid = 1;
	for (int word = 0; word < 4; word++) {
		stamp_session_key key = {};

		key.near.word[word] = 1;
		keys.push_back(key);
		key = {};
		key.far.word[word] = 1;
		keys.push_back(key);
	}
	return keys;
}

} // namespace

TEST_CASE("the word that a session is seen in is not that of a neighbour or of what is gone") {
	const auto keys = neighbours();

	for (std::size_t i = 0; i < keys.size(); i++) {
		const __u64 word = seen_word(&keys[i], 7 * second);

		CHECK(are_of_one(word, seen_word(&keys[i], 8 * second)));
		CHECK_FALSE(are_of_one(word, STAMP_SESSION_GONE));
		for (std::size_t other = 0; other < i; other++)
			CHECK_FALSE(are_of_one(word, seen_word(&keys[other], 7 * second)));
	}
}

TEST_CASE("of 100,000 pairs of sessions few have the same mark") {
	stamp_session_key key = {}, other = {};
	unsigned alike = 0;

	for (__u32 i = 0; i < 100'000; i++) {
		key.far.word[3] = stamp_swap32(0x0a000000 + i);
		other.far.word[3] = stamp_swap32(0x0a000000 + i + 1);
		key.far_port = other.far_port = static_cast<__be16>(i);
		alike += are_of_one(seen_word(&key, 0), seen_word(&other, 0)) != 0;
	}
	CHECK(alike < 20); // by chance: 3, since one bit of the 16 is always set
}

TEST_CASE("a session is idle after the timeout, never before, and by a tick later at most") {
	constexpr __u64 tick = second / 1000;
	const auto keys = neighbours();

	for (const auto &key : keys)
		for (__u64 seen = 1000 * second; seen < 1000 * second + 70'000; seen += 997) {
			const __u64 word = seen_word(&key, seen);

			CHECK_FALSE(was_long_ago(word, seen, timeout));
			CHECK_FALSE(was_long_ago(word, seen - second, timeout));
			CHECK_FALSE(was_long_ago(word, seen + timeout, timeout));
			CHECK_FALSE(was_long_ago(word, seen_word(&key, seen + timeout), timeout));
			CHECK(was_long_ago(word, seen + timeout + tick, timeout));
		}
}
