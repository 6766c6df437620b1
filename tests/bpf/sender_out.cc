// SPDX-License-Identifier: Apache-2.0
// The sender's egress: T1 into a request.
#include <arpa/inet.h>

#include "bpf/sender_rows.h"

using namespace stamp::test;

TEST_CASE("egress makes the golden request") {
	Datapath datapath = sender();
	const Run out = datapath.run(Program::send_out, outgoing());

	CHECK(out.action == next_program);
	CHECK(out.verdict == STAMP_V_STAMPED);
	CHECK(to_hex(Frame(out.out).payload()) == to_hex(golden::request()));
	CHECK(Frame(out.out).udp_checksum_is_valid());
	CHECK(out.out.size() == outgoing().build().size());
}

TEST_CASE("S8762-09 egress writes PTP when asked to") {
	Setup setup = sender_setup();

	setup.cfg.format = STAMP_FORMAT_PTP;
	setup.live.wire_minus_utc_ns = golden::tai_minus_utc_ns;
	Datapath datapath = sender(setup);
	const Frame sent(datapath.run(Program::send_out, outgoing()).out);

	CHECK(get64(sent.payload(), 4) == 0x6955b9251dcd6500);
	CHECK(sent.udp_checksum_is_valid());
}

TEST_CASE("T-20 egress keeps the checksum right at every length, family and tag") {
	Datapath datapath = sender();

	for (std::size_t size : {44, 45, 48, 100, 301, 1472}) {
		const Request request = seq(5).length(size);

		for (const Packet &family :
		     {packet().ipv4(), packet().ipv6("2001:db8::1", "2001:db8::2"),
		      packet().vlan(9), packet().options(Octets(8, 1))}) {
			const Octets before =
				Packet(family).ports(own_port, 862).stamp_request(request);
			const Frame after(datapath.run(Program::send_out, before).out);

			CHECK(after.udp_checksum_is_valid());
			CHECK(get64(after.payload(), 4) == golden::t1_ntp);
			CHECK(slice(after.payload(), 12, size - 12) ==
			      slice(request.octets(), 12, size - 12));
		}
	}
}

TEST_CASE("an only target is known by each word of its address and its port, in both directions") {
	Setup setup = sender_setup();

	setup.cfg.only_peer = {address_key("2001:db8::2"), htons(862), 0};
	auto datapath = Datapath::load(setup);
	REQUIRE(datapath);
	const auto met = [&](const char *far, std::uint16_t port, stamp_verdict sent,
			     stamp_verdict taken) {
		CAPTURE(far, port);
		CHECK(datapath->run(Program::send_out, packet().ipv6("2001:db8::1", far)
							       .ports(own_port, port)
							       .stamp_request(seq(1)))
			      .verdict == sent);
		CHECK(datapath->run(Program::send_in, packet().ipv6(far, "2001:db8::1")
							      .ports(port, own_port)
							      .payload(golden::reply_ntp()))
			      .verdict == taken);
	};

	met("2001:db8::2", 862, STAMP_V_STAMPED, STAMP_V_RECEIVED);
	const auto records = datapath->records();
	REQUIRE(records.size() == 1);
	CHECK(records[0].session == 0);
	met("2001:db8::2", 863, STAMP_V_NO_SESSION, STAMP_V_NO_SESSION);
	for (const char *other :
	     {"2002:db8::2", "2001:db8:0:1::2", "2001:db8::1:0:2", "2001:db8::3"})
		met(other, 862, STAMP_V_NO_SESSION, STAMP_V_NO_SESSION);
}

TEST_CASE("egress leaves a checksum that was not computed alone") {
	Datapath datapath = sender();
	const Frame sent(datapath.run(Program::send_out, outgoing().checksum(Checksum::zero)).out);

	CHECK(sent.udp_checksum() == 0);
	CHECK(get64(sent.payload(), 4) == golden::t1_ntp);
}

TEST_CASE("S8762-30 T-19 egress over IPv6 never ends with checksum 0") {
	Datapath datapath = sender();
	const Packet six = packet().ipv6("2001:db8::1", "2001:db8::2");
	const auto checksum_with = [&](std::uint16_t ssid) {
		const Octets request =
			Packet(six).ports(own_port, 862).stamp_request(seq(1).ssid(ssid));
		const Frame sent(datapath.run(Program::send_out, request).out);

		CHECK(sent.udp_checksum_is_valid());
		return sent.udp_checksum();
	};

	CHECK(checksum_with(checksum_with(0)) == 0xffff);
}

TEST_CASE("when a request left is kept in its session's slots") {
	Datapath datapath = sender();

	(void)datapath.run(Program::send_out, outgoing());
	CHECK(datapath.sent(1).t1_ns == golden::t1_ns);
	CHECK(datapath.sent(1).seq == 1);
	CHECK(datapath.sent(1).valid == 1);
	CHECK(ntohl(datapath.sent(1).ts.sec) == golden::t1_ntp >> 32);
	CHECK(ntohl(datapath.sent(1).ts.frac) == (golden::t1_ntp & 0xffffffff));
	CHECK(ntohs(datapath.sent(1).error) == 0x8f84);
	CHECK(datapath.sent(0).valid == 0);
	datapath.set_time(golden::t1_ns + 77);
	(void)datapath.run(Program::send_out, outgoing().stamp_request(seq(0xfffffff2)));
	CHECK(datapath.sent(2).seq == 0xfffffff2);
	CHECK(datapath.sent(2).t1_ns == golden::t1_ns + 77);
	(void)datapath.run(Program::send_out,
			   outgoing().ports(own_port, 20001).stamp_request(seq(17)));
	CHECK(datapath.sent(3 * 16 + 1).seq == 17);
	CHECK(datapath.sent(1).seq == 1);
}

TEST_CASE("egress leaves what is not our session's alone") {
	Datapath datapath = sender();

	check_untouched(datapath, Program::send_out, outgoing().ports(own_port + 1, 862),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::send_out, outgoing().ports(own_port, 863),
			STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_out, outgoing().ipv4("192.0.2.1", "192.0.2.9"),
			STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_out, outgoing().fragment(0, true),
			STAMP_V_FRAGMENT);
	check_untouched(datapath, Program::send_out, outgoing().payload(Octets(43)),
			STAMP_V_NO_ROOM);
}

TEST_CASE("egress leaves other sockets' packets alone") {
	Setup setup = sender_setup();

	setup.cfg.socket_cookie = 0x7fffffffffff;
	Datapath datapath = sender(setup);

	check_untouched(datapath, Program::send_out, outgoing(), STAMP_V_NOT_STAMP);
}
