// SPDX-License-Identifier: Apache-2.0
// What one probe measured, for Prometheus in the manner of its blackbox exporter.
#pragma once

#include <optional>
#include <string>

#include "render/metric_family.h"
#include "stats/report.h"

namespace stamp::render {

// Without a summary it failed before the first packet. `reason`: a code; empty: it succeeded.
[[nodiscard]] std::string probe_metrics(const std::optional<stats::Summary> &summary,
					Duration duration, const std::string &reason,
					Dialect dialect);

} // namespace stamp::render
