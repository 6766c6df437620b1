// SPDX-License-Identifier: Apache-2.0
// What the verifier walks and how long the programs are: a change that costs much is seen here.
// The budgets are the figures of clang 14 on Linux 6.1 or 6.18, whichever are larger, and a quarter
// more. Of the plain ones that is 6.1, which keeps the functions that nobody calls in a
// configuration.
#include "bpf/rows.h"
#include "support/few_capabilities.h"

using namespace stamp::test;

namespace {

struct Budget {
	const char *name;
	Program program;
	Cost most;
};

// As it is loaded for use, with everything on: the clock is the kernel's, a rate applies.
Setup in_use() {
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	setup.cfg.any_address = 0;
	setup.cfg.has_allow = 1;
	setup.cfg.has_ssids = 1;
	setup.cfg.rate = {1000000, 200000000};
	setup.cfg.total_rate = setup.cfg.rate;
	setup.cfg.report_answers = 1;
	setup.cfg.max_sessions = 16;
	setup.cfg.sessions_per_source = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	setup.cfg.process_tlvs = 1;
	return setup;
}

// As it is loaded when nothing is asked for.
Setup plain_in_use() {
	Setup setup = in_use();

	setup.cfg.has_allow = 0;
	setup.cfg.has_ssids = 0;
	setup.cfg.total_rate = {};
	setup.cfg.report_answers = 0;
	setup.cfg.max_sessions = 0;
	return setup;
}

Setup signed_in_use() {
	Setup setup = in_use();

	setup.cfg.authenticated = 1;
	setup.cfg.has_keys = 1;
	setup.cfg.hmac_tlv_at = 112;
	setup.cfg.tlv_octets = 512;
	return setup;
}

// What is configured decides what a verifier walks for certain, and what it only doubts.
std::vector<Setup> configurations() {
	std::vector<Setup> all = {Setup(), plain_in_use(), in_use(), signed_in_use()};
	const auto with = [&all](auto change) {
		all.push_back(plain_in_use());
		change(all.back().cfg);
	};

	with([](stamp_cfg &cfg) { cfg.process_tlvs = 0; });
	with([](stamp_cfg &cfg) { cfg.max_sessions = 16; });
	with([](stamp_cfg &cfg) { cfg.max_sessions = cfg.sessions_per_source = 16; });
	with([](stamp_cfg &cfg) { cfg.max_sessions = cfg.ignores_ssids = 1; });
	with([](stamp_cfg &cfg) { cfg.has_allow = 1; });
	with([](stamp_cfg &cfg) { cfg.has_ssids = 1; });
	with([](stamp_cfg &cfg) { cfg.report_answers = 1; });
	with([](stamp_cfg &cfg) { cfg.rate = {}; });
	with([](stamp_cfg &cfg) { cfg.has_mac = 0; });
	with([](stamp_cfg &cfg) { cfg.is_loopback = 1; });
	with([](stamp_cfg &cfg) { cfg.format = STAMP_FORMAT_PTP; });
	with([](stamp_cfg &cfg) { cfg.has_keys = 1; });
	with([](stamp_cfg &cfg) { cfg.authenticated = cfg.has_keys = 1; });
	with([](stamp_cfg &cfg) { cfg.tlv_octets = 512; });
	with([](stamp_cfg &cfg) { cfg.only_peer.port = 862; });
	return all;
}

void check_budgets(const Setup &setup, const std::vector<Budget> &budgets) {
	Datapath datapath = load(setup);

	for (const auto &budget : budgets) {
		const Cost cost = datapath.cost(budget.program);

		INFO(budget.name << ": " << cost.verified << " verified, " << cost.translated
				 << " translated");
		CHECK(cost.verified <= budget.most.verified);
		CHECK(cost.translated <= budget.most.translated);
	}
}

} // namespace

TEST_CASE("every program stays within its budget of instructions", "[perfmon]") {
	check_budgets(in_use(), {
					{"stamp_refl_in", Program::refl_in, {34000, 12950}},
					{"stamp_refl_out", Program::refl_out, {8100, 6000}},
					{"stamp_send_out", Program::send_out, {9700, 6600}},
					{"stamp_send_in", Program::send_in, {12000, 7150}},
					{"stamp_refl_xdp", Program::refl_xdp, {35500, 12950}},
					{"stamp_send_xdp", Program::send_xdp, {11600, 7150}},
				});
}

TEST_CASE("authentication and signed TLVs have budgets of their own", "[perfmon]") {
	check_budgets(signed_in_use(),
		      {
			      {"stamp_refl_in", Program::refl_in, {52000, 17100}},
			      {"stamp_refl_out", Program::refl_out, {8600, 6400}},
			      {"stamp_send_out", Program::send_out, {10800, 7500}},
			      {"stamp_send_in", Program::send_in, {12200, 8100}},
			      {"stamp_refl_xdp", Program::refl_xdp, {50400, 17100}},
			      {"stamp_send_xdp", Program::send_xdp, {11600, 8100}},
		      });
}

// The verifier gives up at a million. Without CAP_PERFMON that of Linux 6.1 walks speculatively,
// too.
TEST_CASE("every configuration loads without CAP_PERFMON, far from the verifier's end") {
	constexpr std::uint32_t most = 430000; // of clang 14 there: 360,000
	const FewCapabilities few;

	for (const Setup &setup : configurations()) {
		Datapath datapath = load(setup);

		for (Program program : {Program::refl_in, Program::refl_out, Program::refl_xdp,
					Program::send_in, Program::send_out, Program::send_xdp}) {
			INFO("program " << static_cast<int>(program));
			CHECK(datapath.cost(program).verified <= most);
		}
	}
}
