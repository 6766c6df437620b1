// SPDX-License-Identifier: Apache-2.0
// New keys of a reflector, which are taken in pieces.
#include "unit/session/reflector_bench.h"

#include <csignal>

#include "support/catch.h"

using namespace stamp;
using namespace stamp::session::test;

TEST_CASE("new keys are taken in pieces, with signals heard between them") {
	ReflectorBench bench;
	std::vector<int> left;
	bench.hangup = [&] { // as the command does
		return bench.asked[0].pieces = 3, true;
	};
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].piece = [&](int pieces) {
		left.push_back(pieces);
		if (pieces == 2)
			bench.host.raise(SIGTERM);
	};
	bench.host.raise(SIGHUP);
	bench.run(**reflector);
	CHECK(left == std::vector<int>{3, 2});
	CHECK(bench.done == 0);
}

TEST_CASE("when the last piece is done, that is reported once") {
	ReflectorBench bench({"lo", "lo"});
	bench.hangup = [&] {
		bench.asked[0].pieces = 1;
		bench.asked[1].pieces = 4;
		return true;
	};
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.raise(SIGHUP);
	int rounds = 0;
	bench.good = [&] { return ++rounds <= 8; };
	bench.run(**reflector);
	CHECK((bench.asked[0].pieces == 0 && bench.asked[1].pieces == 0));
	CHECK(bench.done == 1);
}
