// SPDX-License-Identifier: Apache-2.0
#include "session/refused_watch.h"

#include "render/sentence.h"
#include "support/catch.h"
#include "unit/session/fake_reflector.h"

using namespace stamp;
using namespace stamp::session::test;
using session::RefusedWatch;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A reflector and who watches it, a second after it began to.
struct Bench {
	Bench() { look(seconds{0}); }

	std::vector<stats::Warning> look(Duration later) {
		now += later;
		return watch.look("eth0", reflector, now);
	}
	std::vector<stats::Warning> look_for_sources(Duration later) {
		auto warnings = look(later);
		std::erase_if(warnings,
			      [](auto &w) { return stats::code(w.message) == "rate_limited"; });
		return warnings;
	}
	void limit(const char *address, std::uint32_t more) {
		const auto source = *net::Address::parse(address);
		asked.counted[STAMP_V_RATE_LIMITED] += more;
		for (auto &known : asked.limited)
			if (known.address == source) {
				known.limited += more;
				return;
			}
		asked.limited.push_back({source, more, 1000});
	}

	Asked asked;
	FakeReflector reflector{asked};
	RefusedWatch watch;
	MonoTime now{seconds{5000}};
};

} // namespace

TEST_CASE("each source over its rate is reported once, with the rate it asks at") {
	Bench bench;
	bench.limit("192.0.2.1", 4000);
	bench.limit("2001:db8::1", 10000);
	CHECK(bench.look_for_sources(milliseconds{900}).empty()); // too short for a rate
	const auto reported = bench.look_for_sources(milliseconds{1100});
	REQUIRE(reported.size() == 2);
	CHECK(stats::code(reported[0].message) == "source_limited");
	CHECK(render::sentence(reported[0].message) ==
	      "eth0: 192.0.2.1 sends about 3000 requests per second, but only "
	      "1000 are answered (--rate)");
	CHECK(render::sentence(reported[1].message)
		      .starts_with("eth0: 2001:db8::1 sends about 6000 requests per second"));
	bench.limit("192.0.2.1", 4000);
	CHECK(bench.look_for_sources(seconds{1}).empty());
	bench.limit("192.0.2.3", 1);
	CHECK(bench.look_for_sources(seconds{1}).size() == 1);
}

TEST_CASE("a source that was quiet for more than a minute is reported again") {
	Bench bench;
	bench.limit("192.0.2.1", 10);
	CHECK(bench.look_for_sources(seconds{1}).size() == 1);
	bench.limit("192.0.2.1", 10);
	CHECK(bench.look_for_sources(seconds{59}).empty());
	CHECK(bench.look_for_sources(seconds{30}).empty());
	bench.limit("192.0.2.1", 10);
	CHECK(bench.look_for_sources(seconds{31}).size() == 1);
}

TEST_CASE("of very many sources some are named, and the others counted") {
	Bench bench;
	for (int i = 0; i < 100; i++)
		bench.limit(("192.0.2." + std::to_string(i + 1)).c_str(), 1);
	const auto reported = bench.look_for_sources(seconds{1});
	REQUIRE(reported.size() == 9);
	CHECK(render::sentence(reported.back().message) == "eth0: 92 more sources exceed the rate");
	CHECK(bench.look_for_sources(seconds{1}).empty());
}

TEST_CASE("requests over the rate are counted now and then, and all of them by the end") {
	Bench bench;
	const auto counted = [&](Duration later) {
		auto warnings = bench.look(later);
		std::erase_if(warnings,
			      [](auto &w) { return stats::code(w.message) != "rate_limited"; });
		return warnings;
	};
	CHECK_FALSE(bench.watch.rest("eth0", bench.asked.counted));
	bench.limit("192.0.2.1", 40);
	const auto first = counted(seconds{1});
	REQUIRE(first.size() == 1);
	CHECK(render::sentence(first[0].message) ==
	      "eth0: 40 requests exceeded the rate and were dropped");
	bench.limit("192.0.2.1", 5);
	CHECK(counted(seconds{9}).empty());
	const auto second = counted(seconds{1});
	REQUIRE(second.size() == 1);
	CHECK(render::sentence(second[0].message) ==
	      "eth0: 5 requests exceeded the rate and were dropped, 45 in all");
	CHECK(counted(seconds{30}).empty());
	bench.limit("192.0.2.1", 7);
	const auto rest = bench.watch.rest("eth0", bench.asked.counted);
	REQUIRE(rest);
	CHECK(stats::code(rest->message) == "rate_limited");
	CHECK(render::sentence(rest->message) ==
	      "eth0: 7 requests exceeded the rate and were dropped, 52 in all");
	CHECK_FALSE(bench.watch.rest("eth0", bench.asked.counted));
}

TEST_CASE("requests of the other mode are reported once while they last") {
	struct Row {
		stamp_verdict verdict;
		const char *code;
	};
	for (const Row &row : {Row{STAMP_V_UNSIGNED, "unsigned_requests"},
			       Row{STAMP_V_AUTH_REQUEST, "auth_requests"}}) {
		Bench bench;
		CHECK(bench.look(seconds{1}).empty());
		bench.asked.counted[row.verdict] = 3;
		const auto reported = bench.look(seconds{1});
		REQUIRE(reported.size() == 1);
		CHECK(stats::code(reported[0].message) == row.code);
		CHECK(render::sentence(reported[0].message).starts_with("eth0: "));
		bench.asked.counted[row.verdict] = 4;
		CHECK(bench.look(seconds{1}).empty());
		bench.asked.counted[row.verdict] = 5;
		CHECK(bench.look(seconds{61}).size() == 1);
	}
}
