// SPDX-License-Identifier: Apache-2.0
// What this binary is and what this host lets it do.
#pragma once

#include <string>
#include <vector>

#include "stats/host_report.h"

namespace stamp::app {

[[nodiscard]] std::string kernel_release();
[[nodiscard]] std::vector<std::string> interface_names();

// Asks the host.
[[nodiscard]] stats::HostReport host_report();

} // namespace stamp::app
