// SPDX-License-Identifier: Apache-2.0
// Authenticated mode on the sender's side.
#include "bpf/auth_rows.h"
#include "bpf/sender_rows.h"

using namespace stamp::test;

namespace {

Datapath auth_sender() {
	Setup setup = sender_setup();

	setup.cfg.authenticated = 1;
	setup.cfg.has_keys = 1;
	Datapath datapath = sender(setup);

	datapath.set_keys(STAMP_ANY_SSID, {golden::key()});
	return datapath;
}

// As our socket sends it: neither time nor signature are there yet.
Octets unsigned_request() {
	Octets payload = golden::auth_request();

	std::fill(payload.begin() + 16, payload.begin() + 24, std::uint8_t{0});
	std::fill(payload.begin() + 96, payload.end(), std::uint8_t{0});
	return payload;
}

} // namespace

TEST_CASE("S8762-02 S8762-12 a request leaves with T1 and the HMAC over it") {
	for (const auto &family : {packet().ipv4(), packet().ipv6(), packet().vlan(9)}) {
		Datapath datapath = auth_sender();
		const Run run = datapath.run(
			Program::send_out,
			Packet(family).ports(own_port, 862).payload(unsigned_request()));

		CHECK(run.verdict == STAMP_V_STAMPED);
		CHECK(to_hex(Frame(run.out).payload()) == to_hex(golden::auth_request()));
		CHECK(Frame(run.out).udp_checksum_is_valid());
	}
}

TEST_CASE("S8762-12 what follows the base packet is not signed and stays") {
	Datapath datapath = auth_sender();

	for (std::size_t tail : {4, 5, 700, 1360}) {
		Octets payload = unsigned_request();

		append(payload, pattern(tail));
		const Frame sent(datapath.run(Program::send_out,
					      packet().ports(own_port, 862).payload(payload))
					 .out);

		CHECK(to_hex(slice(sent.payload(), 0, 112)) == to_hex(golden::auth_request()));
		CHECK(to_hex(slice(sent.payload(), 112, tail)) == to_hex(pattern(tail)));
		CHECK(sent.udp_checksum_is_valid());
	}
}

TEST_CASE("S8762-12 a request is stamped in its slot with the time it was signed with") {
	Datapath datapath = auth_sender();

	datapath.run(Program::send_out, packet().ports(own_port, 862).payload(unsigned_request()));
	CHECK(datapath.sent(1).valid == 1);
	CHECK(ntohl(datapath.sent(1).ts.sec) == golden::t1_ntp >> 32);
	CHECK(ntohs(datapath.sent(1).error) == 0x8f84);
	CHECK(datapath.sent(1).seq == 1);
	CHECK(datapath.sent(1).t1_ns == golden::t1_ns);
}

TEST_CASE("S8762-13 a signed reply is reported as the plain one of the same content") {
	Datapath datapath = auth_sender();

	for (Program program : {Program::send_in, Program::send_xdp}) {
		const Run run = datapath.run(program, incoming(golden::auth_reply_stateful()));
		const auto records = datapath.records();

		CHECK(run.verdict == STAMP_V_RECEIVED);
		REQUIRE(records.size() == 1);
		CHECK(octets_of(records[0]) == to_hex(golden::reply_stateful()));
		CHECK(records[0].length == 112);
		CHECK(records[0].tail_octets == 0);
	}
}

TEST_CASE("S8762-13 our own request that comes back is signed well and no reply all the same") {
	Datapath datapath = auth_sender();

	check_untouched(datapath, Program::send_in, incoming(golden::auth_request()), STAMP_V_LOOP);
	CHECK(datapath.records().empty());
}

TEST_CASE("S8762-13 S8762-14 a reply with any octet changed, or too short, is not reported") {
	Datapath datapath = auth_sender();

	for (std::size_t at = 0; at < 112; at++) {
		Octets payload = golden::auth_reply_stateful();

		payload[at] ^= 0x01;
		INFO("octet " << at);
		check_dropped(datapath, Program::send_in, incoming(payload), STAMP_V_BAD_HMAC);
	}
	for (std::size_t size : {44, 96, 111}) {
		Octets payload = golden::auth_reply_stateful();

		payload.resize(size);
		check_dropped(datapath, Program::send_in, incoming(payload), STAMP_V_SHORT);
	}
	CHECK(datapath.records().empty());
}
