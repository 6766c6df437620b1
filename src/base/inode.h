// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <sys/stat.h>

namespace stamp {

// Identifies a namespace: inode_of("/proc/self/ns/net"). 0: it cannot be read.
inline ino_t inode_of(const std::string &path) {
	struct stat state {};
	return stat(path.c_str(), &state) == 0 ? state.st_ino : 0;
}

} // namespace stamp
