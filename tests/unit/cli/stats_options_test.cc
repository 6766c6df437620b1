// SPDX-License-Identifier: Apache-2.0
#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;

TEST_CASE("stats without options reads everything once, as text") {
	const StatsOptions o = stats_options("");
	CHECK(o.iface.empty());
	CHECK_FALSE(o.json);
	CHECK_FALSE(o.openmetrics);
	CHECK_FALSE(o.sessions);
	CHECK_FALSE(o.top);
	CHECK_FALSE(o.watch);
}

TEST_CASE("every option of stats reaches its member") {
	CHECK(stats_options("eth0").iface == "eth0");
	CHECK(stats_options("dev eth0").iface == "eth0");
	CHECK(stats_options("dev").iface == "dev");
	CHECK(stats_options("--json").json);
	CHECK(stats_options("--openmetrics").openmetrics);
	CHECK(stats_options("--sessions").sessions);
	CHECK(stats_options("--watch 500ms").watch == std::chrono::milliseconds{500});
	CHECK(stats_options("eth0 --top 5").top == 5u);
	CHECK(stats_options("eth0 --top 5").sessions);
}

TEST_CASE("a command line of stats that cannot be meant is refused in one clear line") {
	struct Row {
		const char *line;
		const char *complaint; // the beginning of it
	};
	const Row rows[] = {
		{"eth0 eth1", "stats: takes one IFACE | stamp help stats"},
		{"e/", "'e/': no such interface"},
		{"--json --openmetrics", "--openmetrics: JSON and OpenMetrics cannot be combined"},
		{"--openmetrics --watch 1s", "--watch: OpenMetrics is printed once"},
		{"--watch 1ms", "--watch: '1ms' is too short: 100ms is the least"},
		{"--top 0", "--top: '0' is not a number from 1"},
		{"--jsn", "--jsn: unknown option | --json"},
	};
	for (const Row &row : rows) {
		CAPTURE(row.line, stats_complaint(row.line));
		CHECK(stats_complaint(row.line).starts_with(row.complaint));
	}
	CHECK(stats_complaint("-h") == "help");
}
