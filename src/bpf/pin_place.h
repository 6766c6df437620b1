// SPDX-License-Identifier: Apache-2.0
// Where things are pinned, and whose they are.
//
//   /sys/fs/bpf/stamp/                        of the initial network namespace
//   /sys/fs/bpf/stamp/network-namespace-<id>/ of another one; <id> is its cookie (SO_NETNS_COOKIE),
//                                             which no other one gets until the next boot
//     <iface>/                                a '.' of the name is a ':' (bpffs takes no '.')
//       reflector/                            works without a process
//       reflector-<pid>/, sender-<pid>/       of a process, which holds a lock on it (flock(2)):
//                                             the kernel lets go of it however the process ends
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::bpf {

// Mounts a bpffs on /sys/fs/bpf unless there is one. Refuses where the mount would go with its
// maker: in a mount namespace that is not that of process 1.
Result<void> mount_bpffs();

// Here is no bpffs, though others may have one: they have mounts of their own.
[[nodiscard]] bool pins_are_hidden();

// The directory of this network namespace, and the one above it for all of them. ENOENT: no bpffs.
Result<std::string> pin_root();
extern const std::string pin_top;

[[nodiscard]] std::string pin_name(std::string_view iface);
[[nodiscard]] std::string iface_of(std::string_view pin_name);

// Somebody else may remove them again as long as they are empty.
Result<void> make_directories(const std::string &path);
// Names in a directory, sorted; none when it is not there.
[[nodiscard]] std::vector<std::string> entries(const std::string &directory);
// A directory and what lies in it.
void remove_directory(const std::string &directory);
// And the directories above it that are empty then, below /sys/fs/bpf.
void remove_pins(const std::string &directory);

// Held until the descriptor is closed by all who have it. Waits for it, or fails with EWOULDBLOCK.
Result<Fd> lock(const std::string &directory, bool wait);
// Makes the directory, too; when this returns it is there and locked.
Result<Fd> make_and_lock(const std::string &directory);
// Whether anybody holds it now.
[[nodiscard]] bool is_locked(const std::string &directory);

} // namespace stamp::bpf
