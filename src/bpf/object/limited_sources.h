// SPDX-License-Identifier: Apache-2.0
// Of the sources that a reflector remembers, those that were over their rate.
#pragma once

#include <cstdint>
#include <vector>

#include "session/datapath.h"

namespace stamp::bpf {

// `map`: `sources` of the programs, read through memory, which wants no capability. Empty when it
// cannot be read.
std::vector<session::LimitedSource> read_limited_sources(int map, std::uint32_t rate_pps);

} // namespace stamp::bpf
