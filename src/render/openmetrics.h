// SPDX-License-Identifier: Apache-2.0
// Counters as OpenMetrics 1.0 text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "render/form.h"
#include "render/metric_family.h"
#include "stats/reflector_report.h"

namespace stamp::render {

// Several of one role on an interface are added up: a label for each (a port, a
// process) would grow without bound.
[[nodiscard]] std::string interface_metrics(const std::vector<stats::InterfaceStats> &interfaces,
					    const std::string &version, Dialect dialect);
// These, and what senders measured.
[[nodiscard]] std::string openmetrics(const std::vector<stats::InterfaceStats> &interfaces,
				      const std::string &version);

class OpenMetricsRenderer : public Form {
public:
	OpenMetricsRenderer(Outlet &out, std::string version)
		: Form(out), version_(std::move(version)) {}

	void stats(const stats::StatsRound &round) override;

private:
	std::string version_; // of stamp
};

} // namespace stamp::render
