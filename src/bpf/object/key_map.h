// SPDX-License-Identifier: Apache-2.0
// The map of keys that the programs of an object have.
#pragma once

#include <cstddef>
#include <memory>

#include "base/fd.h"
#include "session/keys.h"

namespace stamp::bpf {

// Makes a map hold the keys of a ring and no others, piece by piece: a loop that has a thousand
// keys replaced has other things to do meanwhile. Packets may come in: what both the old and the
// new keys sign for is answered all the time. New entries come first, then those that are replaced;
// entries that the ring does not have are removed last.
class KeyWriter {
public:
	static Result<KeyWriter> create(int map, std::shared_ptr<const session::KeyRing> ring);
	// A piece, which takes some milliseconds. True: there is more.
	Result<bool> go_on();

private:
	KeyWriter(Fd map, std::shared_ptr<const session::KeyRing> ring, Secret memory)
		: map_(std::move(map)), ring_(std::move(ring)), memory_(std::move(memory)) {}
	Result<bool> write_piece();

	Fd map_;
	std::shared_ptr<const session::KeyRing> ring_;
	Secret memory_; // to work in
	bool replaces_ = false;
	std::size_t next_ = 0; // entry of the ring
};

// All of it at once.
Result<void> write_keys(int map, const session::KeyRing &ring);

// `keys`, with those that are in `old` in the places they have there: a reply that is signed by its
// place, between the two, is signed with its own. What is free below them doubles one of them.
void keep_places(const stamp_keys &old, const stamp_keys &keys, stamp_keys &merged);

} // namespace stamp::bpf
