// SPDX-License-Identifier: Apache-2.0
// From what is pinned to what is shown of it.
#pragma once

#include <string>
#include <vector>

#include "app/inspect/read_stats.h"
#include "bpf/pin/instances.h"
#include "stats/reflector_report.h"

namespace stamp::app {

// What there is to know of a persistent reflector: it cannot follow what changes.
[[nodiscard]] std::vector<stats::Warning> warnings_of(const bpf::Instance &reflector);

[[nodiscard]] stats::PinnedReflector shown(const bpf::Instance &reflector);

// What is pinned cannot be seen from here: this mount namespace has no bpffs.
[[nodiscard]] bool pins_are_hidden();

// Of everything in BPF maps that works or is only detached, pinned or not.
void read_instances(const std::string &iface, const SessionsWanted &wanted, StatsRead &read);

} // namespace stamp::app
