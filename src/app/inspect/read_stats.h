// SPDX-License-Identifier: Apache-2.0
// What runs on this host, wherever it keeps its counters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/inspect/sessions.h"
#include "base/error.h"
#include "stats/reflector_report.h"

namespace stamp::app {

struct StatsRead {
	std::vector<stats::InterfaceStats> interfaces;
	std::vector<stats::Message> unreadable; // what is there, and why it is not among them
	std::optional<Error> failed;		// why nothing that is pinned could be looked at
};

// Of everything that works or is only detached: in BPF maps, pinned or not, and at sockets.
// `no_bpf`: why this process may not look at maps.
[[nodiscard]] StatsRead read_stats(const std::string &iface, const SessionsWanted &wanted,
				   const std::optional<Error> &no_bpf);

} // namespace stamp::app
