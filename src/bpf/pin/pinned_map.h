// SPDX-License-Identifier: Apache-2.0
// What somebody pinned: maps, programs and links.
#pragma once

#include <string>

#include <linux/bpf.h>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::bpf {

Result<void> pin(int object, const std::string &directory, const std::string &name);
// A map, a program or a link. ENOENT: none of this name there.
Result<Fd> open_pin(const std::string &directory, const std::string &name);

inline Result<Fd> open_map(const std::string &directory, const std::string &name) {
	return open_pin(directory, name);
}
Result<bpf_map_info> info_of(const Fd &map);

} // namespace stamp::bpf
