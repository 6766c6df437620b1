// SPDX-License-Identifier: Apache-2.0
#include "cli/command_options.h"
#include "cli/shared_options.h"

namespace stamp::cli {
namespace {

constexpr Duration least_watch = std::chrono::milliseconds{100};
constexpr std::uint64_t max_top = 1'000'000;

} // namespace

Table stats_table(StatsOptions &options) {
	StatsOptions &o = options;
	return {Group{
		"Options",
		{
			toggle("json", "one JSON object instead of text", o.json),
			toggle("openmetrics", "OpenMetrics (for Prometheus) instead of text",
			       o.openmetrics),
			duration_option(
				"watch", "repeat at this interval; on a terminal, redraw a table",
				Duration::zero(), least_watch, [&o](Duration d) { o.watch = d; }),
			toggle("sessions", "list the sessions of stateful reflectors, too",
			       o.sessions),
			number_option("top", "N", "list only the N busiest sessions", "", 1,
				      max_top,
				      [&o](std::uint64_t n) {
					      o.top = static_cast<std::uint32_t>(n);
					      o.sessions = true;
				      }),
			help_option(),
		}}};
}

} // namespace stamp::cli
