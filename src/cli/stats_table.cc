// SPDX-License-Identifier: Apache-2.0
#include "cli/groups.h"
#include "cli/tables.h"

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
			toggle("json", "one object instead of text", o.json),
			toggle("openmetrics", "OpenMetrics, for Prometheus, instead of text",
			       o.openmetrics),
			duration_option("watch", "again and again: a table on a terminal",
					Duration::zero(), least_watch,
					[&o](Duration d) { o.watch = d; }),
			toggle("sessions", "the sessions of a reflector, too", o.sessions),
			number_option("top", "N", "only the busiest N sessions", "", 1, max_top,
				      [&o](std::uint64_t n) {
					      o.top = static_cast<std::uint32_t>(n);
					      o.sessions = true;
				      }),
			help_option(),
		}}};
}

} // namespace stamp::cli
