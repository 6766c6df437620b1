// SPDX-License-Identifier: Apache-2.0
// The persistent reflector, which works without a process: added, changed and deleted.
#pragma once

#include <optional>
#include <string>

#include "bpf/persistent_setup.h"

namespace stamp::bpf {

// EEXIST: the interface has one that works. One that is detached is replaced, counters and all.
Result<std::string> add_persistent(const net::Interface &iface, const PersistentSetup &setup);
// Goes on with the counters and with what is remembered of sources, and loses no packet: the new
// programs are there before the old ones leave. Also mends one that is detached. Returns the hook.
Result<std::string> change_persistent(const net::Interface &iface, const PersistentSetup &setup);
// Deletes a reflector of any version; returns when the kernel has nothing of it. ENOENT: there is
// none.
Result<void> delete_persistent(const std::string &iface);
// How many those were.
Result<std::size_t> delete_all_persistent();

[[nodiscard]] Error nothing_there(const std::string &iface);
// The one of an interface, working or not.
Result<std::optional<Instance>> find_persistent(const std::string &iface);
// Undoes what a killed stamp left half-made on the interface, and moves the pins of a reflector
// that came to it by another name or from another network namespace.
Result<void> settle_persistent(const net::Interface &iface);

} // namespace stamp::bpf
