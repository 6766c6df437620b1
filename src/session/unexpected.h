// SPDX-License-Identifier: Apache-2.0
// How many packets to our port answer no request, by enum stamp_unexpected.
#pragma once

#include <cstdint>

#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

[[nodiscard]] std::uint64_t total(const stats::Unexpected &counts);

// Those that the datapath finds belong to no session: they are of all sessions together.
void add_of_nobody(stats::Summary &summary, const Verdicts &verdicts);

} // namespace stamp::session
