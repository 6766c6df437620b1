// SPDX-License-Identifier: Apache-2.0
// The counters with their names.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "session/datapath.h"

namespace stamp::app {

[[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>>
by_name(const session::Verdicts &verdicts);
[[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>>
by_name(const session::TlvNotes &notes);

// "hw" or "sw", as JSON has it.
[[nodiscard]] std::string source_name(const session::ReceiveTimes &times);

} // namespace stamp::app
