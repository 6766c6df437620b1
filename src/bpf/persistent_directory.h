// SPDX-License-Identifier: Apache-2.0
// The pins of an interface's persistent reflector, locked while it is added, changed or deleted.
#pragma once

#include <string>

#include "bpf/pin/bpffs.h"
#include "net/iface.h"

namespace stamp::bpf {

struct PersistentDirectory {
	std::string directory, reflector, next; // paths
	LockedDir held;				// `directory`
	std::vector<int> ifindexes; // of the interfaces whose filters belong to the reflector

	// Puts the new reflector, in `next`, where the old one is, and the old one into `next`.
	[[nodiscard]] Result<void> commit() const;
	// Undoes a change that did not come to its end, ours or that of a killed process: what
	// `reflector` has works as before, and nothing else does.
	[[nodiscard]] Result<void> undo() const;
};

// Locks the directory and puts it in order: what a killed stamp left is undone, a reflector that is
// on this interface and lies in another directory (the interface was renamed, or came from another
// network namespace) is moved here, and one that lies here and is on another interface is moved
// away. An interface with the number 0 is gone.
Result<PersistentDirectory> open_persistent_directory(const net::Interface &iface);

} // namespace stamp::bpf
