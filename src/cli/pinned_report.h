// SPDX-License-Identifier: Apache-2.0
// From what is pinned to what is shown of it.
#pragma once

#include <optional>
#include <vector>

#include "bpf/pin/instances.h"
#include "cli/session_report.h"
#include "stats/reflector_report.h"

namespace stamp::cli {

// What somebody has to know of a reflector without a process: it cannot follow what changes.
[[nodiscard]] std::vector<stats::Warning> warnings_of(const bpf::Instance &reflector);

[[nodiscard]] stats::PinnedReflector shown(const bpf::Instance &reflector);

struct StatsRead {
	std::vector<stats::InterfaceStats> interfaces;
	std::vector<std::string> unreadable; // what is there, and why it is not among them
	std::optional<Error> failed;	     // why nothing that is pinned could be looked at
};

// Of everything that works or is only detached, pinned or not.
StatsRead read_stats(const std::string &iface, const SessionsWanted &wanted);

} // namespace stamp::cli
