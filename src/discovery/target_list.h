// SPDX-License-Identifier: Apache-2.0
// Lists of targets as Prometheus' discovery by file and by HTTP has them: JSON, a list of groups
// {"targets": ["host:port", ...], "labels": {"name": "value"}}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "discovery/target.h"

namespace stamp::discovery {

inline constexpr std::size_t max_list_octets = 32 << 20;

// Whole or not at all. Labels that begin with __ are Prometheus' own and left out; those that
// metrics have already get "exported_" in front. `from`: for errors, which have a line and column
// where the text is no JSON.
Result<std::vector<Target>> read_target_list(std::string_view json, const std::string &from);

} // namespace stamp::discovery
