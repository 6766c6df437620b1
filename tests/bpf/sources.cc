// SPDX-License-Identifier: Apache-2.0
// How sources are remembered (R8762-23, L-03): in a table of fixed size, a few places for each.
#include <sched.h>

#include <thread>

#include <bpf/bpf.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr std::int64_t ms = 1000000;
constexpr std::uint32_t more_than_fit = STAMP_MAX_SOURCES + 5000;

// 1000 packets a second, `burst` of them at once.
Setup limited(std::uint64_t burst) {
	Setup setup;

	setup.cfg.rate = {1000000, (burst - 1) * 1000000};
	return setup;
}

Octets from_host(std::uint32_t host) {
	Octets request = packet().checksum(Checksum::zero);

	request[14 + 12] = 10;
	request[14 + 13] = static_cast<std::uint8_t>(host >> 16);
	put16(request, 14 + 14, static_cast<std::uint16_t>(host & 0xffff));
	put16(request, 14 + 10, 0);
	put16(request, 14 + 10, internet_checksum(slice(request, 14, 20)));
	return request;
}

std::uint32_t answered(Datapath &datapath, std::uint32_t first, std::uint32_t end) {
	std::uint32_t answers = 0;

	for (std::uint32_t host = first; host < end; host++)
		answers += datapath.try_run(Program::refl_in, from_host(host))->verdict ==
			   STAMP_V_REFLECTED;
	return answers;
}

stamp_verdict verdict_on(Datapath &datapath, const Octets &request) {
	return datapath.run(Program::refl_in, request).verdict;
}

bool is_answered(Datapath &datapath, const Octets &request) {
	return verdict_on(datapath, request) == STAMP_V_REFLECTED;
}

// How many of the hosts' requests one CPU does not answer.
std::uint32_t refused_on(int cpu, int program, std::uint32_t hosts) {
	std::uint32_t refused = 0;
	cpu_set_t own;

	CPU_ZERO(&own);
	CPU_SET(cpu, &own);
	sched_setaffinity(0, sizeof(own), &own);
	for (std::uint32_t host = 0; host < hosts; host++) {
		const Octets request = from_host(host);
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = request.data(),
			    .data_size_in = static_cast<std::uint32_t>(request.size()));

		refused += bpf_prog_test_run_opts(program, &options) ||
			   static_cast<int>(options.retval) != redirected;
	}
	return refused;
}

} // namespace

TEST_CASE("R8762-23 L-03 more sources than fit: each is answered, the table is bounded") {
	Datapath datapath = load(limited(2));

	CHECK(answered(datapath, 0, more_than_fit) == more_than_fit);
	CHECK(is_answered(datapath, packet()));
	CHECK(datapath.source("192.0.2.1"));
}

TEST_CASE("R8762-23 no number of strangers makes a source that is over its rate be forgotten") {
	Datapath datapath = load(limited(2));

	CHECK(is_answered(datapath, packet()));
	CHECK(is_answered(datapath, packet()));
	CHECK_FALSE(is_answered(datapath, packet()));
	(void)answered(datapath, 0, 3 * more_than_fit);
	CHECK_FALSE(is_answered(datapath, packet()));
	datapath.set_time(golden::t2_ns + ms);
	CHECK(is_answered(datapath, packet()));
}

TEST_CASE("R8762-23 of the others the quietest is forgotten first") {
	Datapath datapath = load(limited(100));

	CHECK(is_answered(datapath, packet()));
	datapath.set_time(golden::t2_ns + 1000 * ms);
	CHECK(is_answered(datapath, packet().ipv4("192.0.2.7", "192.0.2.2")));
	// So few that four of them seldom have the same places.
	(void)answered(datapath, 0, STAMP_MAX_SOURCES / 4);
	CHECK(datapath.source("192.0.2.7"));
	datapath.set_time(golden::t2_ns + 2000 * ms);
	(void)answered(datapath, more_than_fit, 4 * more_than_fit);
	CHECK_FALSE(datapath.source("192.0.2.1"));
}

TEST_CASE("R8762-23 what a source used of its rate is kept when addresses change, or it asks for "
	  "another one") {
	Datapath datapath = load(limited(2));

	CHECK(is_answered(datapath, packet()));
	datapath.live().admission_epoch++;
	CHECK(is_answered(datapath, packet().ipv4("192.0.2.1", "192.0.2.3")));
	CHECK_FALSE(is_answered(datapath, packet()));
	CHECK_FALSE(is_answered(datapath, packet().ipv4("192.0.2.1", "192.0.2.3")));
}

TEST_CASE("R8762-24 the address of an IPv4 source that is known is no leave for an IPv6 header") {
	Datapath datapath = load(Setup());

	CHECK(is_answered(datapath, packet()));
	CHECK(verdict_on(datapath, packet().ipv6("::ffff:192.0.2.1", "2001:db8::2")) ==
	      STAMP_V_BAD_SOURCE);
	CHECK(verdict_on(datapath, packet().ipv6("2001:db8::1", "::ffff:192.0.2.2")) ==
	      STAMP_V_NOT_STAMP);
	CHECK(verdict_on(datapath, packet().ipv6("::ffff:192.0.2.1", "::ffff:192.0.2.2")) ==
	      STAMP_V_NOT_STAMP);
}

TEST_CASE("R8762-23 new sources on two CPUs at once: none is refused") {
	constexpr std::uint32_t hosts = 20000;
	Datapath datapath = load(limited(100));
	const int program = datapath.fd(Program::refl_in);
	std::uint32_t there = 0, here = 0;

	std::thread other([&] { there = refused_on(1, program, hosts); });
	std::thread one([&] { here = refused_on(0, program, hosts); });
	other.join();
	one.join();
	CHECK(there == 0);
	CHECK(here == 0);
	CHECK(datapath.source("10.0.78.31")); // the last one
}
