// SPDX-License-Identifier: Apache-2.0
// What `stamp version` prints.
#pragma once

#include <string>

#include "stats/host_report.h"

namespace stamp::render {

[[nodiscard]] std::string host_text(const stats::HostReport &report);
// One object on one line: "v", "type", then the members; an absent reason is null.
[[nodiscard]] std::string host_json(const stats::HostReport &report);

} // namespace stamp::render
