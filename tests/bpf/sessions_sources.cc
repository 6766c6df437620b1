// SPDX-License-Identifier: Apache-2.0
// Of a stateful reflector's table one source has a part, however it varies what makes a session.
#include <bpf/bpf.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;

Setup bounded(std::uint32_t max_sessions, std::uint32_t per_source) {
	Setup setup;

	setup.cfg.max_sessions = max_sessions;
	setup.cfg.sessions_per_source = per_source;
	setup.cfg.session_timeout_ns = 10 * second;
	return setup;
}

Octets session_of(const std::string &source, std::uint16_t ssid, std::uint16_t port = 50000) {
	return packet().ipv4(source, "192.0.2.2").ports(port, 862).stamp_request(seq(0).ssid(ssid));
}

stamp_verdict verdict_on(Datapath &datapath, const Octets &request, bool xdp = false) {
	return datapath.run(xdp ? Program::refl_xdp : Program::refl_in, request).verdict;
}

std::uint32_t number_of(Datapath &datapath, const Octets &request) {
	const auto run = datapath.reflect(request);

	REQUIRE(run);
	return Frame(run->out).stamp().seq;
}

// What is counted of sources; the count of one that has sessions is never 0.
std::size_t counted_sources(Datapath &datapath) {
	std::size_t count = 0;
	stamp_addr key = {};

	for (bool first = true;
	     bpf_map_get_next_key(datapath.session_counts_map(), first ? nullptr : &key, &key) == 0;
	     first = false)
		count++;
	return count;
}

// A TWAMP Light sender's, with random padding from octet 14 on.
Octets light(std::uint32_t number, std::size_t size) {
	Octets payload = slice(golden::request(), 0, 14);

	payload[3] = static_cast<std::uint8_t>(number);
	append(payload, pattern(size - 14, static_cast<std::uint8_t>(7 * number + 1)));
	return packet().payload(payload);
}

} // namespace

TEST_CASE("R8762-23 one source has as many sessions as it may, and others have theirs") {
	Datapath datapath = load(bounded(64, 8));

	for (std::uint16_t i = 0; i < 8; i++)
		CHECK(verdict_on(datapath, session_of("192.0.2.1", i)) == STAMP_V_REFLECTED);
	for (std::uint16_t i = 8; i < 200; i++) {
		check_dropped(datapath, Program::refl_in, session_of("192.0.2.1", i),
			      STAMP_V_SOURCE_FULL);
		check_dropped(datapath, Program::refl_in,
			      session_of("192.0.2.1", 0, static_cast<std::uint16_t>(1000 + i)),
			      STAMP_V_SOURCE_FULL);
	}
	CHECK(datapath.sessions().size() == 8);
	for (std::uint16_t i = 0; i < 8; i++) /* and those it has go on */
		CHECK(verdict_on(datapath, session_of("192.0.2.1", i), true) == STAMP_V_REFLECTED);
	for (const char *other : {"192.0.2.3", "192.0.2.4"})
		for (std::uint16_t i = 0; i < 8; i++)
			CHECK(verdict_on(datapath, session_of(other, i)) == STAMP_V_REFLECTED);
	CHECK(verdict_on(datapath, packet().ipv6()) == STAMP_V_REFLECTED);
	CHECK(counted_sources(datapath) == 4);
}

TEST_CASE("R8762-23 a full table refuses every source, and counts nothing against its share") {
	Datapath datapath = load(bounded(4, 2));

	for (const char *source : {"192.0.2.1", "192.0.2.3"})
		for (std::uint16_t i = 0; i < 2; i++)
			CHECK(verdict_on(datapath, session_of(source, i)) == STAMP_V_REFLECTED);
	for (int i = 0; i < 5; i++)
		check_dropped(datapath, Program::refl_in, session_of("192.0.2.4", 1),
			      STAMP_V_SESSIONS_FULL);
	CHECK(counted_sources(datapath) == 2);
	datapath.set_time(golden::t2_ns + 11 * second);
	for (std::uint16_t i = 0; i < 2; i++)
		CHECK(verdict_on(datapath, session_of("192.0.2.4", i)) == STAMP_V_REFLECTED);
	check_dropped(datapath, Program::refl_in, session_of("192.0.2.4", 3), STAMP_V_SOURCE_FULL);
}

TEST_CASE("R8762-23 sessions that end are counted off, and new ones take their slots") {
	Datapath datapath = load(bounded(8, 4));

	for (std::int64_t round = 0; round < 50; round++) {
		const std::string source = "192.0.2." + std::to_string(10 + round % 3);
		const auto first = static_cast<std::uint16_t>(4 * round);

		datapath.set_time(golden::t2_ns + round * 11 * second);
		for (std::uint16_t i = 0; i < 4; i++)
			CHECK(verdict_on(datapath, session_of(source, static_cast<std::uint16_t>(
									      first + i))) ==
			      STAMP_V_REFLECTED);
		CHECK(verdict_on(datapath,
				 session_of(source, static_cast<std::uint16_t>(first + 4))) ==
		      STAMP_V_SOURCE_FULL);
	}
	CHECK(datapath.sessions().size() <= 8);
	CHECK(counted_sources(datapath) <= 3);
}

TEST_CASE("R8762-23 TWAMP Light with random padding has one session, numbered 0, 1, 2, ...") {
	Datapath datapath = load(bounded(64, 8));
	std::uint32_t expected = 0;

	for (std::size_t size : {14, 16, 27, 41, 43, 44, 60, 200, 1400})
		for (std::uint32_t i = 0; i < 20; i++, expected++)
			CHECK(number_of(datapath, light(expected, size)) == expected);
	CHECK(datapath.sessions().size() == 1);
	CHECK(number_of(datapath, session_of("192.0.2.1", 7)) == 0); /* a STAMP sender's own */
}

TEST_CASE("with --tlv-policy echo nobody's SSID is read: every sender has session 0") {
	Setup setup = bounded(64, 8);

	setup.cfg.ignores_ssids = 1;
	Datapath datapath = load(setup);

	for (std::uint16_t i = 0; i < 20; i++)
		CHECK(number_of(datapath, session_of("192.0.2.1", i)) == i);
	CHECK(datapath.sessions().size() == 1);
}
