// SPDX-License-Identifier: Apache-2.0
#include "render/targets_table.h"

#include "render/fold.h"
#include "sample.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::test;
using render::TargetRow;
using render::targets_table;

namespace {

TargetRow row(const std::string &name, std::uint64_t lost, std::int64_t p99_ms) {
	TargetRow row{name + " (192.0.2.2:862)", name, sample_summary()};
	row.summary.lost = lost;
	row.summary.received = row.summary.sent - lost;
	row.summary.rtt.p99 = std::chrono::milliseconds{p99_ms};
	return row;
}

std::vector<std::string> order_of(const std::vector<TargetRow> &rows) {
	std::vector<std::string> names;
	for (const render::Line &line : targets_table(rows, render::any_width))
		names.push_back(line.text.substr(0, line.text.find(' ')));
	names.erase(names.begin());
	return names;
}

} // namespace

TEST_CASE("targets: the worst loss is on top, then the worst p99") {
	CHECK(order_of({row("a", 0, 3), row("b", 0, 9), row("c", 5, 1), row("d", 6, 1)}) ==
	      std::vector<std::string>{"d", "c", "b", "a"});
}

TEST_CASE("targets: equals stay in the order in which they were named") {
	CHECK(order_of({row("b", 0, 3), row("a", 0, 3), row("c", 0, 3)}) ==
	      std::vector<std::string>{"b", "a", "c"});
}

TEST_CASE("targets: one that took no request or gave no delay is worse than all that did") {
	TargetRow unsent{"unsent (192.0.2.9:862)", "unsent", {}};
	TargetRow untimed = row("untimed", 0, 0);
	untimed.summary.rtt = {};
	CHECK(order_of({row("a", 0, 3), untimed, row("b", 49, 9), unsent}) ==
	      std::vector<std::string>{"unsent", "b", "untimed", "a"});
}

TEST_CASE("targets: a row says how many were sent and lost, and how long they took") {
	TargetRow far{"2001 (x)", "2001", sample_summary()};
	const auto lines = targets_table({far, {"none", "none", {}}}, render::any_width);
	REQUIRE(lines.size() == 3);
	CHECK(lines[0].text == "target    sent  lost   loss      p50      p99      max  jitter");
	CHECK(lines[1].text == "none         0     0      -        -        -        -       -");
	CHECK(lines[2].text == "2001 (x)    50     1  2.00%  8.114ms  9.902ms  9.981ms  41.2us");
	CHECK(lines[0].look == render::Look::title);
	CHECK(lines[1].look == render::Look::plain);
	CHECK(lines[2].look == render::Look::alarm);
}

TEST_CASE("targets: names stand for targets where those do not fit, and no line is too wide") {
	const std::vector<TargetRow> rows = {row("edge7.example.net", 1, 2), row("b", 0, 1)};
	CHECK(targets_table(rows, 80)[1].text.starts_with("edge7.example.net    50"));
	CHECK(targets_table(rows, 100)[1].text.starts_with("edge7.example.net (192.0.2.2:862)  "));
	for (std::size_t width = 1; width < 120; width++)
		for (const render::Line &line : targets_table(rows, width))
			REQUIRE(render::columns(line.text) <= width);
}
