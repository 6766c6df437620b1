// SPDX-License-Identifier: Apache-2.0
// A map that somebody pinned.
#pragma once

#include <string>

#include <linux/bpf.h>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::bpf {

// ENOENT: none of this name there.
Result<Fd> open_map(const std::string &directory, const std::string &name);
Result<bpf_map_info> info_of(const Fd &map);

} // namespace stamp::bpf
