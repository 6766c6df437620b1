// SPDX-License-Identifier: Apache-2.0
// From what a running sender publishes to what is shown of it.
#pragma once

#include <functional>

#include "bpf/pin/instances.h"
#include "stamp/tally.h"
#include "stats/reflector_report.h"

namespace stamp::app {

[[nodiscard]] stats::SenderTally tally_of(std::size_t index, const stamp_published &published);

// Nothing for a sender that publishes nothing. What cannot be read is logged.
void add_tallies(stats::InterfaceStats &stats, const bpf::Instance &sender,
		 const std::function<void(const stats::Message &)> &log);

} // namespace stamp::app
