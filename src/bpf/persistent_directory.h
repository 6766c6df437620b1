// SPDX-License-Identifier: Apache-2.0
// The place of an interface's reflector without a process, while somebody works on it.
#pragma once

#include <string>

#include "bpf/pin/bpffs.h"
#include "net/iface.h"

namespace stamp::bpf {

// Everything about the interface happens under its lock.
struct Place {
	std::string directory, reflector, next; // paths
	LockedDir held;
	std::vector<int> ifindexes; // whose filters are of this place

	// The new one, in `next`, comes into the place of the old one, if there is one.
	[[nodiscard]] Result<void> commit() const;
	// Whatever was begun and did not come to its end, by us or by one that was killed: what
	// `reflector` has works as before, and nothing else does.
	[[nodiscard]] Result<void> undo() const;
};

// The place as it should be: what a killed stamp left is undone, a reflector that is on this
// interface and lies elsewhere (the interface was renamed, or came from another network namespace)
// is here, and one that lies here and is on another interface is out of the way.
// An interface with no number is gone.
Result<Place> take_place(const net::Interface &iface);

} // namespace stamp::bpf
