// SPDX-License-Identifier: Apache-2.0
// The HMAC library on octet strings.
#pragma once

#include <algorithm>
#include <cstring>

#include "bpf/lib/hmac_key.h"
#include "support/octets.h"

namespace stamp::test {

inline stamp_midstate midstate_of(const Octets &key) {
	stamp_midstate midstate = {};

	hmac_midstate(key.data(), static_cast<std::uint32_t>(key.size()), &midstate);
	return midstate;
}

// `size` octets of `text` from `at` on, into the block.
inline void put_text(sha256 &hash, const Octets &text, std::size_t at, std::size_t size) {
	if (size)
		std::memcpy(hash.text, text.data() + at, size);
}

template <typename Words> Octets octets_of(const Words &words) {
	Octets octets(sizeof(words));

	std::memcpy(octets.data(), words, sizeof(words));
	return octets;
}

// Of a text of any length, block by block.
inline Octets tag_of(const stamp_midstate &key, const Octets &text) {
	hmac_space space;
	std::size_t at = 0;

	// What the space held before does not matter.
	std::memset(&space, 0x5a, sizeof(space));
	hmac_begin(&space, &key);
	for (; text.size() - at >= SHA256_BLOCK_OCTETS; at += SHA256_BLOCK_OCTETS) {
		put_text(space.hash, text, at, SHA256_BLOCK_OCTETS);
		hmac_block(&space);
	}
	put_text(space.hash, text, at, text.size() - at);
	hmac_end(&space, &key, static_cast<std::uint32_t>(text.size()));
	return octets_of(space.tag);
}

} // namespace stamp::test
