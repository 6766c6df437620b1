// SPDX-License-Identifier: Apache-2.0
// What running senders measured, as OpenMetrics 1.0 text.
#pragma once

#include <string>
#include <vector>

#include "stats/reflector_report.h"

namespace stamp::render {

// Senders on one interface whose sessions and targets are called the same are added up.
[[nodiscard]] std::string sender_metrics(const std::vector<stats::InterfaceStats> &interfaces);

} // namespace stamp::render
