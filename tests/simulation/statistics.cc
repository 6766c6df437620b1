// SPDX-License-Identifier: Apache-2.0
// What a sender says of a path is what happened on it.
#include "simulation/bench.h"

using namespace stamp;
using namespace stamp::simulation;

namespace {

constexpr std::uint64_t many = 100'000;

void check_counts(const stats::Summary &s, const Truth &truth) {
	CHECK(s.sent == truth.sent);
	CHECK(s.received + s.lost == s.sent);
	CHECK(s.in_flight == 0);
	CHECK(s.not_sent == 0);
	CHECK(s.received == truth.delivered);
	CHECK(s.duplicate == truth.duplicates);
	CHECK(s.reordered == truth.reordered);
	CHECK((s.late == 0 && s.unexpected == 0 && s.implausible == 0));
}

} // namespace

TEST_CASE("a hundred thousand packets over a bad path: counts, order and quantiles are right") {
	Bench bench({.forward = {.delay = 10ms, .jitter = 5ms, .loss = 0.01, .duplicates = 0.002},
		     .backward = {.delay = 7ms, .jitter = 3ms, .loss = 0.02, .duplicates = 0.005},
		     .far_clock = 2ms});
	bench.spec.count = many;
	bench.run();
	const stats::Summary &s = bench.summary();
	const Truth &truth = bench.truth();
	CHECK(s.sent == many);
	check_counts(s, truth);
	CHECK(truth.reordered > many / 10);
	CHECK((truth.lost_forward > 800 && truth.lost_backward > 1500));
	for (const auto &[value, part] :
	     {std::pair{s.rtt.p50, 0.5}, {s.rtt.p90, 0.9}, {s.rtt.p99, 0.99}, {s.rtt.p99_9, 0.999}})
		CHECK(is_about(value, quantile(truth.round_trips, part)));
	CHECK(is_about(s.rtt.min, quantile(truth.round_trips, 0)));
	CHECK(is_about(s.rtt.max, quantile(truth.round_trips, 1)));
	CHECK(is_about(s.proc.mean, 20us));
	CHECK(is_about(s.fwd.mean, 10ms + 2500us + 2ms)); // a clock ahead lengthens one way ...
	CHECK(is_about(s.bwd.mean, 7ms + 1500us - 2ms));  // ... by what it shortens the other
	CHECK(s.missed_slots == 0);
	CHECK(s.pacing_error.max == Duration{});
	CHECK(bench.warnings.empty());
}

TEST_CASE("whatever the path, every request is received or lost, and in the right direction") {
	for (std::uint32_t seed = 1; seed <= 20; seed++) {
		CAPTURE(seed);
		std::mt19937 random(seed);
		const auto up_to = [&](unsigned most) {
			return static_cast<int>(random() % (most + 1));
		};
		PathSettings settings;
		for (Way *way : {&settings.forward, &settings.backward}) {
			way->delay = up_to(40) * 1ms;
			way->jitter = up_to(20) * 1ms;
			way->loss = up_to(30) / 100.0;
		}
		settings.seed = seed;
		settings.wakes = up_to(1) != 0;
		Bench bench(settings);
		bench.spec.count = 1000;
		bench.spec.interval = (1 + up_to(20)) * 1ms;
		bench.run();
		check_counts(bench.summary(), bench.truth());
		const stats::Summary &s = bench.summary();
		REQUIRE(s.lost_fwd);
		CHECK(*s.lost_fwd + *s.lost_bwd + *s.lost_unknown == s.lost);
		CHECK(*s.lost_fwd <= bench.truth().lost_forward);
		CHECK(*s.lost_bwd <= bench.truth().lost_backward);
	}
}

TEST_CASE("an outage is reported with its first number, its packets and its time") {
	Bench bench;
	bench.spec.count = 5000;
	bench.path.cut = [](std::uint32_t seq) {
		return (seq >= 1000 && seq < 1500) || (seq >= 3000 && seq < 3020) || seq == 4000;
	};
	bench.run();
	const stats::Summary &s = bench.summary();
	check_counts(s, bench.truth());
	CHECK(s.lost == 521);
	CHECK(s.outages == 3);
	CHECK(s.outage_time == 521ms);
	REQUIRE(s.longest_outage);
	CHECK(s.longest_outage->seq == 1000);
	CHECK(s.longest_outage->packets == 500);
	CHECK(s.longest_outage->length == 500ms);
	CHECK(s.lost_fwd == 521u);
}

TEST_CASE("a path without jitter keeps the order, and its delay is the only one there is") {
	Bench bench({.forward = {.delay = 3ms}, .backward = {.delay = 4ms}, .wakes = true});
	bench.spec.count = 200;
	bench.spec.interval = 20ms;
	bench.run();
	const stats::Summary &s = bench.summary();
	check_counts(s, bench.truth());
	CHECK((s.received == 200 && s.reordered == 0));
	CHECK((is_about(s.rtt.min, 7ms) && is_about(s.rtt.max, 7ms)));
	CHECK(s.duration == 199 * 20ms + 7ms + 20us); // with the last reply it ends
}

TEST_CASE("two hours at a packet a second take seconds, and no count is wrong") {
	Bench bench({.forward = {.delay = 30ms, .jitter = 10ms, .loss = 0.001}, .wakes = true});
	bench.spec.interval = 1s;
	bench.spec.duration = 2h;
	bench.path.cut = [](std::uint32_t seq) { return seq >= 3600 && seq < 3720; };
	bench.run();
	const stats::Summary &s = bench.summary();
	check_counts(s, bench.truth());
	CHECK(s.sent == 7200);
	REQUIRE(s.longest_outage);
	CHECK(s.longest_outage->packets >= 120);
	CHECK(s.longest_outage->length >= 2min);
	CHECK(s.duration >= 2h);
}
