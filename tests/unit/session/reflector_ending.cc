// SPDX-License-Identifier: Apache-2.0
// What signals and a closed output do to a reflector.
#include "unit/session/reflector_bench.h"

#include <csignal>

#include "support/catch.h"

using namespace stamp;
using namespace stamp::session::test;
using namespace std::chrono_literals;

TEST_CASE("SIGTERM and SIGINT end a reflector; what it answered until then is reported") {
	const int signal = GENERATE(SIGTERM, SIGINT);
	ReflectorBench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].records.resize(2);
	bench.host.raise(signal);
	const MonoTime start = bench.host.now();
	bench.run(**reflector);
	CHECK(bench.host.now() - start < 10s);
	CHECK(bench.answered == std::vector<std::string>{"lo", "lo"});
}

TEST_CASE("SIGQUIT asks a reflector for an interim line and stops nothing") {
	ReflectorBench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.raise(SIGQUIT);
	bench.good = [&] { return bench.interim == 0; };
	bench.run(**reflector);
	CHECK(bench.interim == 1);
}

TEST_CASE("SIGHUP ends a reflector, unless somebody wants it") {
	for (const bool wanted : {false, true}) {
		ReflectorBench bench;
		int times = 0;
		if (wanted)
			bench.hangup = [&] {
				times++;
				return false;
			};
		auto reflector = bench.create();
		REQUIRE(reflector);
		bench.host.raise(SIGHUP);
		int rounds = 0;
		bench.good = [&] { return ++rounds <= 3; };
		bench.run(**reflector);
		CHECK(times == wanted);
		CHECK((rounds > 1) == wanted);
	}
}

TEST_CASE("a reader of the output that went away ends a reflector") {
	ReflectorBench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.good = [] { return false; };
	bench.run(**reflector);
}
