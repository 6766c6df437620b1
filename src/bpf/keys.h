// SPDX-License-Identifier: Apache-2.0
// The map of keys that the programs of an object have.
#pragma once

#include "session/keys.h"

namespace stamp::bpf {

// Makes the map hold these and no others. Packets may come in meanwhile: what both the old and the
// new keys sign for is answered all the time. With what was not there, then what is replaced, and
// what is to go last.
Result<void> write_keys(int map, const session::KeyRing &ring);

// `keys`, with those that are in `old` in the places they have there: a reply that is signed by its
// place, between the two, is signed with its own. What is free below them doubles one of them.
void keep_places(const stamp_keys &old, const stamp_keys &keys, stamp_keys &merged);

} // namespace stamp::bpf
