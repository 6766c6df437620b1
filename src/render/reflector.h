// SPDX-License-Identifier: Apache-2.0
// What a reflector prints: that it listens, answers one by one, its counters.
#pragma once

#include <string>

#include "stats/reflector_report.h"

namespace stamp::render {

// "STAMP reflector on eth0, port 862, tcx, ..."
[[nodiscard]] std::string listening_phrase(const stats::Listening &listening);

// One answered request, a line with its end.
[[nodiscard]] std::string answer_line(const stats::Answer &answer);
[[nodiscard]] std::string answer_json(const stats::Answer &answer);

// "eth0: 50 answered, 3 rate_limited": of the counters what is not 0.
[[nodiscard]] std::string counters_phrase(const stats::InterfaceStats &interface);

} // namespace stamp::render
