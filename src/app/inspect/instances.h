// SPDX-License-Identifier: Apache-2.0
// From what is pinned to what is shown of it.
#pragma once

#include <optional>
#include <vector>

#include "app/inspect/sessions.h"
#include "bpf/pin/instances.h"
#include "stats/reflector_report.h"

namespace stamp::app {

// What there is to know of a persistent reflector: it cannot follow what changes.
[[nodiscard]] std::vector<stats::Warning> warnings_of(const bpf::Instance &reflector);

[[nodiscard]] stats::PinnedReflector shown(const bpf::Instance &reflector);

struct StatsRead {
	std::vector<stats::InterfaceStats> interfaces;
	std::vector<stats::Message> unreadable; // what is there, and why it is not among them
	std::optional<Error> failed;		// why nothing that is pinned could be looked at
};

// What is pinned cannot be seen from here: this mount namespace has no bpffs.
[[nodiscard]] bool pins_are_hidden();

// Of everything that works or is only detached, pinned or not.
StatsRead read_stats(const std::string &iface, const SessionsWanted &wanted);

} // namespace stamp::app
