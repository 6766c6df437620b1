// SPDX-License-Identifier: Apache-2.0
// From what is pinned to what is shown of it.
#pragma once

#include <vector>

#include "bpf/pinned.h"
#include "cli/session_report.h"
#include "stats/reflector_report.h"

namespace stamp::cli {

// What somebody has to know of a reflector without a process: it cannot follow what changes.
[[nodiscard]] std::vector<stats::Warning> warnings_of(const bpf::Pinned &reflector);

[[nodiscard]] stats::PinnedReflector shown(const bpf::Pinned &reflector);

// Of everything that works or is only detached. What cannot be read is told on stderr.
Result<std::vector<stats::InterfaceStats>> read_stats(const std::string &iface,
						      const SessionsWanted &wanted);

} // namespace stamp::cli
