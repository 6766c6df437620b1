// SPDX-License-Identifier: Apache-2.0
// Rates of a source and of all together (R8762-23). How sources are remembered: sources.cc.
#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr std::int64_t ms = 1000000;

// 1000 packets a second, `burst` of them at once.
stamp_rate rate_of(std::uint64_t burst) {
	return {1000000, (burst - 1) * 1000000};
}

Datapath limited(const stamp_rate &rate, const stamp_rate &total = {}) {
	Setup setup;

	setup.cfg.rate = rate;
	setup.cfg.total_rate = total;
	return load(setup);
}

int answered(Datapath &datapath, const Octets &request, int count) {
	int answers = 0;

	for (int i = 0; i < count; i++) {
		const Run run = datapath.run(Program::refl_in, request);

		answers += run.verdict == STAMP_V_REFLECTED;
		if (run.verdict != STAMP_V_REFLECTED)
			CHECK(run.verdict == STAMP_V_RATE_LIMITED);
		CHECK(run.action == (run.verdict == STAMP_V_REFLECTED ? redirected : dropped));
	}
	return answers;
}

} // namespace

TEST_CASE("R8762-23 a source gets its burst, then its rate") {
	Datapath datapath = limited(rate_of(10));
	std::int64_t now = golden::t2_ns;

	CHECK(answered(datapath, packet(), 50) == 10);
	for (int i = 0; i < 20; i++) {
		datapath.set_time(now += ms);
		CHECK(answered(datapath, packet(), 5) == 1);
	}
	datapath.set_time(now += ms - 1);
	CHECK(answered(datapath, packet(), 5) == 0);
	datapath.set_time(now += 5 * ms + 1);
	CHECK(answered(datapath, packet(), 50) == 6);
	datapath.set_time(now += 3600000 * ms); // what is not used is not saved up
	CHECK(answered(datapath, packet(), 50) == 10);
}

TEST_CASE("R8762-23 a sender at its rate is never refused") {
	Datapath datapath = limited(rate_of(1));
	std::int64_t now = golden::t2_ns;

	for (int i = 0; i < 1000; i++) {
		CHECK(answered(datapath, packet(), 1) == 1);
		datapath.set_time(now += ms);
	}
}

TEST_CASE("R8762-23 sources are limited one by one, their ports are not") {
	Datapath datapath = limited(rate_of(3));

	for (const char *from : {"192.0.2.1", "192.0.2.7", "203.0.113.9"})
		CHECK(answered(datapath, packet().ipv4(from, "192.0.2.2"), 9) == 3);
	CHECK(answered(datapath, packet().ipv6(), 9) == 3);
	CHECK(answered(datapath, packet().ports(1234, 862), 9) == 0);
}

TEST_CASE("R8762-23 a clock that is set back does not silence a source") {
	Datapath datapath = limited(rate_of(10));

	CHECK(answered(datapath, packet(), 20) == 10);
	datapath.set_time(golden::t2_ns - 3600000 * ms);
	CHECK(answered(datapath, packet(), 20) == 10);
	datapath.set_time(golden::t2_ns - 3600000 * ms - 5 * ms); // by less than a burst
	CHECK(answered(datapath, packet(), 20) <= 10);
	datapath.set_time(golden::t2_ns - 3600000 * ms + 6 * ms);
	CHECK(answered(datapath, packet(), 1) == 1);
}

TEST_CASE("R8762-23 all sources together have a rate too") {
	Datapath datapath = limited({}, rate_of(10));
	int answers = 0;

	for (int host = 1; host < 100; host++)
		answers += answered(
			datapath, packet().ipv4("10.0.0." + std::to_string(host), "192.0.2.2"), 1);
	CHECK(answers == 10);
	datapath.set_time(golden::t2_ns + 4 * ms);
	CHECK(answered(datapath, packet().ipv4("10.1.0.1", "192.0.2.2"), 20) == 4);
}

TEST_CASE("R8762-23 a refused source does not use up the rate of all") {
	Datapath datapath = limited(rate_of(2), rate_of(10));

	CHECK(answered(datapath, packet(), 100) == 2);
	CHECK(answered(datapath, packet().ipv4("10.1.0.1", "192.0.2.2"), 1) == 1);
}

TEST_CASE("R8762-23 without a rate nobody is refused") {
	CHECK(answered(plain(), packet(), 300) == 300);
}
