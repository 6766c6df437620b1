// SPDX-License-Identifier: Apache-2.0
// What the verifier walks and how long the programs are: a change that costs much is seen here.
// The budgets are the figures of clang 14 on Linux 6.1 or 6.18, whichever are larger, and a quarter
// more.
#include "bpf/rows.h"

using namespace stamp::test;

TEST_CASE("every program stays within its budget of instructions") {
	struct Budget {
		const char *name;
		Program program;
		Cost most;
	};
	const Budget budgets[] = {
		{"stamp_refl_in", Program::refl_in, {47000, 3300}},
		{"stamp_refl_out", Program::refl_out, {2000, 650}},
		{"stamp_send_out", Program::send_out, {7000, 760}},
		{"stamp_send_in", Program::send_in, {9500, 1330}},
		{"stamp_refl_xdp", Program::refl_xdp, {52000, 3900}},
		{"stamp_send_xdp", Program::send_xdp, {8500, 1270}},
	};
	/* As it is loaded for use: the clock is the kernel's, a rate applies. */
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	setup.cfg.any_address = 0;
	setup.cfg.has_allow = 1;
	setup.cfg.rate = {1000000, 200000000};
	setup.cfg.total_rate = setup.cfg.rate;
	setup.cfg.report_answers = 1;
	setup.cfg.max_sessions = 16;
	setup.cfg.session_timeout_ns = 1000000000;
	auto datapath = Datapath::load(setup);
	REQUIRE(datapath);
	for (const auto &budget : budgets) {
		const Cost cost = datapath->cost(budget.program);

		INFO(budget.name << ": " << cost.verified << " verified, " << cost.translated
				 << " translated");
		CHECK(cost.verified <= budget.most.verified);
		CHECK(cost.translated <= budget.most.translated);
	}
}
