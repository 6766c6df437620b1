// SPDX-License-Identifier: Apache-2.0
// What a reflector watches and warns of.
#include "unit/session/reflector_bench.h"

#include <cerrno>

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::session::test;

TEST_CASE("requests over the rate are reported with their interface, all of them by the end") {
	ReflectorBench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.good = [&] {
		bench.asked[1].counted[STAMP_V_RATE_LIMITED] += 5;
		return bench.asked[1].counted[STAMP_V_RATE_LIMITED] < 10;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "rate_limited");
	CHECK(render::sentence(bench.warnings[0].message) ==
	      "lo: 10 requests exceeded the rate and were dropped");
}

TEST_CASE("replies that never came to egress are reported with their interface, also at the end") {
	ReflectorBench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	int rounds = 0;
	bench.good = [&] {
		bench.asked[1].counted[STAMP_V_REFLECTED] += 3;
		bench.asked[1].counted[STAMP_V_UNSTAMPED]++;
		return ++rounds <= 1;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "unstamped");
	CHECK(render::sentence(bench.warnings[0].message).find("lo: 1 of 3 ") == 0);

	ReflectorBench at_end;
	auto other = at_end.create();
	REQUIRE(other);
	at_end.good = [&] {
		at_end.asked[0].counted[STAMP_V_UNSTAMPED] = 1;
		return false;
	};
	at_end.run(**other);
	REQUIRE(at_end.warnings.size() == 1);
	CHECK(stats::code(at_end.warnings[0].message) == "unstamped");
}

TEST_CASE("receive times that a network card did not have are reported, and not every time") {
	ReflectorBench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	int rounds = 0;
	bench.asked[1].times = {9, 1, 0, 0};
	bench.good = [&] {
		bench.asked[1].times[STAMP_HW_MISSING]++;
		return ++rounds <= 3;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "hardware_times");
	CHECK(render::sentence(bench.warnings[0].message).find("lo: 2 of 11 ") == 0);
}

TEST_CASE("what others detach is reported, attached again, and reported again") {
	ReflectorBench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[1].missing = "egress program";
	bench.good = [&] { return bench.warnings.size() < 2; };
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 2);
	CHECK(stats::code(bench.warnings[0].message) == "detached");
	CHECK(render::sentence(bench.warnings[0].message)
		      .find("lo: no longer attached: egress program") == 0);
	CHECK(stats::code(bench.warnings[1].message) == "attached_again");
	CHECK(bench.asked[0].attached.size() == 1);
	CHECK(bench.asked[1].attached.size() == 2);
	CHECK(bench.asked[1].detached == 1);
	CHECK(bench.asked[1].addresses.size() == 4); // those of the interface as it is now
}

TEST_CASE("what cannot be attached again is tried until it can, and the reason reported once") {
	ReflectorBench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].missing = "ingress program and egress program";
	bench.asked[0].attach_error = Error{EBUSY, "attach to lo"};
	bench.good = [&] {
		if (bench.asked[0].attached.size() == 4)
			bench.asked[0].attach_error.reset();
		return bench.warnings.empty() ||
		       stats::code(bench.warnings.back().message) != "attached_again";
	};
	bench.run(**reflector);
	std::vector<std::string> codes;
	for (const auto &warning : bench.warnings)
		codes.emplace_back(stats::code(warning.message));
	CHECK(codes == std::vector<std::string>{"detached", "attach_failed", "attached_again"});
	CHECK(bench.asked[0].attached.size() == 5);
}
