// SPDX-License-Identifier: Apache-2.0
// What is said of an interval of a long run (--report).
#pragma once

#include <string>

#include "stats/report.h"

namespace stamp::render {

// "2026-11-23T06:19:25.511178Z 10.00s: 50 sent, 49 received, ...; roundtrip p50 8.114ms, ..."
[[nodiscard]] std::string interval_phrase(const stats::Interval &interval);

} // namespace stamp::render
