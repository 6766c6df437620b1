// SPDX-License-Identifier: Apache-2.0
// The file system that pins lie in.
#pragma once

#include <string>

#include "base/result.h"

namespace stamp::bpf {

extern const std::string bpffs_path; // "/sys/fs/bpf"

[[nodiscard]] bool has_bpffs();
// Mounts one unless there is one; of two who do so at once, the second finds that of the first.
// Refuses where the mount would go with its maker: in a mount namespace that is not that of
// process 1.
Result<void> mount_bpffs();
// There is none here, but other mount namespaces may have one.
[[nodiscard]] bool pins_are_hidden();

} // namespace stamp::bpf
