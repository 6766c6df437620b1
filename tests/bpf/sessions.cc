// SPDX-License-Identifier: Apache-2.0
// The stateful reflector (RFC 8762 4.3): a number per session, of replies transmitted.
#include <bpf/bpf.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t tick = 1'000'000; // the shortest tick of the clock that measures idle time

Datapath stateful(std::uint32_t max_sessions = 64, std::int64_t timeout_ns = 900 * second,
		  stamp_rate rate = {}) {
	Setup setup;

	setup.cfg.max_sessions = max_sessions;
	setup.cfg.session_timeout_ns = static_cast<std::uint64_t>(timeout_ns);
	setup.cfg.rate = rate;
	return load(setup);
}

// The reply's number; both hooks take turns, since they share the sessions.
std::uint32_t number_of(Datapath &datapath, const Octets &request, bool xdp = false) {
	if (xdp) {
		const Run run = datapath.run(Program::refl_xdp, request);

		REQUIRE(run.action == XDP_TX);
		CHECK(Frame(run.out).udp_checksum_is_valid());
		return Frame(run.out).stamp().seq;
	}
	const auto run = datapath.reflect(request);

	REQUIRE(run);
	const Frame reply(run->out);

	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.stamp().sender_seq == get32(Frame(request).payload(), 0));
	return reply.stamp().seq;
}

Octets from_port(std::uint16_t port, std::uint32_t number = 0) {
	return packet().ports(port, 862).stamp_request(seq(number).ssid(7));
}

} // namespace

TEST_CASE("R8762-03 replies are numbered 0, 1, 2, ... whatever gaps the requests have") {
	Datapath datapath = stateful();
	std::uint32_t expected = 0;

	for (std::uint32_t number : {5u, 6u, 9u, 100u, 0xffffffffu, 0u, 0u})
		for (bool xdp : {false, true})
			CHECK(number_of(datapath, from_port(50000, number), xdp) == expected++);
}

TEST_CASE("the golden request gets the golden stateful reply as the eighth answer") {
	Datapath datapath = stateful();
	const Octets request = packet().ipv4().ttl(golden::ttl).payload(golden::request());

	for (std::uint32_t i = 0; i < 7; i++)
		CHECK(number_of(datapath, request) == i);
	datapath.set_time(golden::t2_ns);
	const Run in = datapath.run(Program::refl_in, request);

	datapath.set_time(golden::t3_ns);
	CHECK(to_hex(Frame(datapath.run(Program::refl_out, in.out).out).payload()) ==
	      to_hex(golden::reply_stateful()));
}

TEST_CASE("R8762-04 sessions count independently: by address, port, SSID and family") {
	Datapath datapath = stateful();
	const Octets sessions[] = {
		packet().stamp_request(seq(1).ssid(1)),
		packet().stamp_request(seq(1).ssid(2)),
		packet().ports(50001, 862).stamp_request(seq(1).ssid(1)),
		packet().ipv4("192.0.2.3", "192.0.2.2").stamp_request(seq(1).ssid(1)),
		packet().ipv4("192.0.2.1", "192.0.2.9").stamp_request(seq(1).ssid(1)),
		packet().ipv6().stamp_request(seq(1).ssid(1)),
		packet().vlan(4).ports(50002, 862).stamp_request(seq(1).ssid(1)),
	};

	for (std::uint32_t round = 0; round < 3; round++)
		for (const auto &request : sessions)
			CHECK(number_of(datapath, request) == round);
	CHECK(datapath.sessions().size() == std::size(sessions));
}

TEST_CASE("R8762-25 T-32 what is not answered takes no number and makes no session") {
	Datapath datapath = stateful();

	check_dropped(datapath, Program::refl_in, packet().checksum(Checksum::bad),
		      STAMP_V_BAD_CHECKSUM);
	check_dropped(datapath, Program::refl_in, packet().payload(Octets(13)), STAMP_V_SHORT);
	check_untouched(datapath, Program::refl_in, packet().fragment(0, true), STAMP_V_FRAGMENT);
	check_dropped(datapath, Program::refl_in, packet().ipv4("0.0.0.0", "192.0.2.2"),
		      STAMP_V_BAD_SOURCE);
	CHECK(datapath.sessions().empty());
	CHECK(number_of(datapath, packet()) == 0);
	check_dropped(datapath, Program::refl_in, packet().checksum(Checksum::bad),
		      STAMP_V_BAD_CHECKSUM);
	CHECK(number_of(datapath, packet()) == 1);
}

TEST_CASE("R8762-25 T-32 what is over the rate takes no number") {
	Datapath datapath = stateful(64, 900 * second, {second, 0});

	CHECK(number_of(datapath, packet()) == 0);
	check_dropped(datapath, Program::refl_in, packet(), STAMP_V_RATE_LIMITED);
	datapath.set_time(golden::t2_ns + second);
	CHECK(number_of(datapath, packet()) == 1);
}

TEST_CASE("R8762-31 a session that was idle for longer than the timeout begins again") {
	Datapath datapath = stateful(64, 900 * second);

	CHECK(number_of(datapath, packet()) == 0);
	CHECK(number_of(datapath, packet()) == 1);
	datapath.set_time(golden::t2_ns + 900 * second);
	CHECK(number_of(datapath, packet()) == 2);
	datapath.set_time(golden::t2_ns + 1800 * second + tick);
	CHECK(number_of(datapath, packet()) == 0);
	CHECK(datapath.sessions().size() == 1);
}

TEST_CASE("a full table refuses a new session and keeps every live one") {
	for (std::uint32_t most : {1u, 2u, 7u, 64u}) {
		Datapath datapath = stateful(most, 10 * second);

		for (std::uint32_t i = 0; i < most; i++)
			CHECK(number_of(datapath,
					from_port(static_cast<std::uint16_t>(1000 + i))) == 0);
		for (std::uint16_t port = 2000; port < 2100; port++)
			check_dropped(datapath, Program::refl_in, from_port(port),
				      STAMP_V_SESSIONS_FULL);
		for (std::uint32_t i = 0; i < most; i++)
			CHECK(number_of(datapath,
					from_port(static_cast<std::uint16_t>(1000 + i))) == 1);
		CHECK(datapath.sessions().size() == most);
	}
}

TEST_CASE("an idle session gives its place to a new one, a live one does not") {
	Datapath datapath = stateful(8, 10 * second);

	for (std::uint16_t i = 0; i < 8; i++)
		CHECK(number_of(datapath, from_port(static_cast<std::uint16_t>(1000 + i))) == 0);
	datapath.set_time(golden::t2_ns + 9 * second);
	CHECK(number_of(datapath, from_port(1003)) == 1);
	datapath.set_time(golden::t2_ns + 11 * second);
	for (std::uint16_t i = 0; i < 7; i++)
		CHECK(number_of(datapath, from_port(static_cast<std::uint16_t>(2000 + i))) == 0);
	check_dropped(datapath, Program::refl_in, from_port(3000), STAMP_V_SESSIONS_FULL);
	CHECK(number_of(datapath, from_port(1003)) == 2);
	CHECK(datapath.sessions().size() == 8);
}

TEST_CASE("a session that another CPU gives away is neither answered from nor given away again") {
	Datapath datapath = stateful(1, 10 * second);
	stamp_session_key key = {};

	CHECK(number_of(datapath, from_port(1000)) == 0);
	REQUIRE(bpf_map_get_next_key(datapath.sessions_map(), nullptr, &key) == 0);
	const stamp_session live = datapath.sessions().at(0);
	const auto found_as = [&](std::uint64_t last_seen_ns) {
		stamp_session session = live;

		session.last_seen_ns = last_seen_ns;
		REQUIRE(bpf_map_update_elem(datapath.sessions_map(), &key, &session, BPF_EXIST) ==
			0);
	};

	// On its way out, and already another's: the mark is not that of its key.
	for (const __u64 seen : {STAMP_SESSION_GONE, live.last_seen_ns ^ 2}) {
		found_as(seen);
		check_dropped(datapath, Program::refl_in, from_port(1000), STAMP_V_SESSIONS_FULL);
		CHECK(datapath.sessions().at(0).rx == live.rx);
		CHECK(datapath.sessions().at(0).last_seen_ns == seen);
	}
	found_as(STAMP_SESSION_GONE);
	datapath.set_time(golden::t2_ns + 11 * second);
	check_dropped(datapath, Program::refl_in, from_port(2000), STAMP_V_SESSIONS_FULL);
	CHECK(datapath.sessions().size() == 1);
	found_as(live.last_seen_ns);
	CHECK(number_of(datapath, from_port(2000)) == 0);
	CHECK(datapath.sessions().size() == 1);
}

TEST_CASE("L-03 a flood of new sessions leaves a live one alone and stays in its bounds") {
	Datapath datapath = stateful(256);
	std::uint32_t next = 0;

	CHECK(number_of(datapath, packet()) == next++);
	for (std::uint32_t i = 0; i < 20000; i++) {
		const std::string source = "10." + std::to_string(i >> 16 & 255) + "." +
					   std::to_string(i >> 8 & 255) + "." +
					   std::to_string(i & 255);
		const Run run = datapath.run(Program::refl_in, packet().ipv4(source, "192.0.2.2"));

		CHECK((run.verdict == STAMP_V_REFLECTED || run.verdict == STAMP_V_SESSIONS_FULL));
		if (i % 1000 == 0)
			CHECK(number_of(datapath, packet()) == next++);
	}
	CHECK(datapath.sessions().size() == 256);
}

TEST_CASE("what stats are made of: received, transmitted, first and furthest number") {
	Datapath datapath = stateful();

	for (std::uint32_t number : {10u, 11u, 15u, 14u})
		(void)number_of(datapath, from_port(50000, number));
	const auto sessions = datapath.sessions();

	REQUIRE(sessions.size() == 1);
	CHECK(sessions[0].rx == 4);
	CHECK(sessions[0].tx == 4);
	CHECK(sessions[0].first_seq == 10);
	CHECK(sessions[0].last_seq == 15);
	CHECK((sessions[0].last_seen_ns | STAMP_SEEN_MARK) == (golden::t2_ns | STAMP_SEEN_MARK));
}

TEST_CASE("a request that comes again is a duplicate, at both hooks, and is answered") {
	Datapath datapath = stateful();
	bool xdp = false;

	for (std::uint32_t number : {0xfffffffeu, 0xffffffffu, 1u, 0u, 0xffffffffu, 1u})
		(void)number_of(datapath, from_port(50000, number), xdp = !xdp);
	REQUIRE(datapath.sessions().size() == 1);
	CHECK(datapath.sessions()[0].rx == 6);
	CHECK(datapath.sessions()[0].duplicate == 2);
	(void)number_of(datapath, from_port(50000, 2), true);
	(void)number_of(datapath, packet().vlan(4).ports(50000, 862).stamp_request(seq(2).ssid(7)));
	CHECK(datapath.sessions()[0].duplicate == 3);
}

TEST_CASE("a request that is not answered is no duplicate, nor one of another session") {
	Datapath datapath = stateful(64, 900 * second, {second, 0});

	(void)number_of(datapath, from_port(50000, 1));
	check_dropped(datapath, Program::refl_in, from_port(50000, 1), STAMP_V_RATE_LIMITED);
	datapath.set_time(golden::t2_ns + second);
	(void)number_of(datapath, from_port(50001, 1));
	for (const auto &session : datapath.sessions())
		CHECK(session.duplicate == 0);
}

TEST_CASE("a session that begins again after the timeout has no duplicates yet") {
	Datapath datapath = stateful(64, 10 * second);

	for (int i = 0; i < 2; i++)
		(void)number_of(datapath, from_port(50000, 1));
	datapath.set_time(golden::t2_ns + 21 * second);
	(void)number_of(datapath, from_port(50000, 1));
	REQUIRE(datapath.sessions().size() == 1);
	CHECK(datapath.sessions()[0].duplicate == 0);
	(void)number_of(datapath, from_port(50000, 1));
	CHECK(datapath.sessions()[0].duplicate == 1);
}
