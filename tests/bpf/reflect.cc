// SPDX-License-Identifier: Apache-2.0
// The reply to a plain request, field by field (RFC 8762 4.3.1).
#include <arpa/inet.h>

#include "bpf/rows.h"

using namespace stamp::test;

TEST_CASE("R8762-08 R8762-20 the golden request gets the golden NTP reply") {
	Datapath &datapath = plain();
	const Octets request = packet().ipv4().ttl(golden::ttl).payload(golden::request());
	const Run in = datapath.run(Program::refl_in, request);

	REQUIRE(in.action == redirected);
	CHECK(Frame(in.out).stamp().t2 == golden::t2_ntp);
	CHECK(Frame(in.out).stamp().t3 == golden::t2_ntp);
	datapath.set_time(golden::t3_ns);
	const Run out = datapath.run(Program::refl_out, in.out);

	CHECK(to_hex(Frame(out.out).payload()) == to_hex(golden::reply_ntp()));
	CHECK(Frame(out.out).udp_checksum_is_valid());
}

TEST_CASE("R8762-08 R8762-09 the golden request gets the golden PTP reply") {
	Setup setup;

	setup.cfg.format = STAMP_FORMAT_PTP;
	setup.live.wire_minus_utc_ns = golden::tai_minus_utc_ns;
	setup.live.error_estimate = htons(golden::error_ptp);
	Datapath datapath = load(setup);

	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		datapath.set_time(golden::t2_ns);
		const Octets request = Packet(family).ttl(golden::ttl).payload(golden::request());
		const Run in = datapath.run(Program::refl_in, request);

		datapath.set_time(golden::t3_ns);
		const Run out = datapath.run(Program::refl_out, in.out);

		CHECK(to_hex(Frame(out.out).payload()) == to_hex(golden::reply_ptp()));
	}
}

TEST_CASE("R8762-01 R8762-02 R8762-05 what a reply copies, it copies bit for bit") {
	const Octets request = packet().ipv4().stamp_request(
		seq(0xfedcba98).time(0x0123456789abcdef).error(0xbeef));
	const Frame reply = answer_of(plain(), request);

	CHECK(reply.payload().size() == 44);
	CHECK(reply.stamp().seq == 0xfedcba98);
	CHECK(reply.stamp().sender_seq == 0xfedcba98);
	CHECK(reply.stamp().sender_ts == 0x0123456789abcdef);
	CHECK(reply.stamp().sender_error == 0xbeef);
}

TEST_CASE("R8972-01 the session identifier comes back") {
	CHECK(answer_of(plain(), packet().stamp_request(seq(1).ssid(0xa5c3))).stamp().ssid ==
	      0xa5c3);
}

TEST_CASE(
	"R8762-06 R8762-19 a reply carries the TTL the request arrived with, and leaves with 255") {
	for (int ttl : {0, 1, 61, 64, 254, 255}) {
		for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
			const Frame reply = answer_of(
				plain(), Packet(family).ttl(static_cast<std::uint8_t>(ttl)));

			CHECK(reply.stamp().sender_ttl == ttl);
			CHECK(reply.ttl() == 255);
		}
	}
}

TEST_CASE("R8762-07 the TTL is obtainable behind every link layer, so 255 always means 255") {
	CHECK(answer_of(plain(), packet().vlan(5).ttl(9)).stamp().sender_ttl == 9);
	CHECK(answer_of(plain(), packet().vlan(5, 0x88a8).vlan(6).ipv6().ttl(9))
		      .stamp()
		      .sender_ttl == 9);
	CHECK(answer_of(plain(), packet().options(Octets(8, 1)).ttl(9)).stamp().sender_ttl == 9);
	CHECK(answer_of(plain(), packet().ttl(255)).stamp().sender_ttl == 255);
}

TEST_CASE("R8762-09 the error estimate is our own and follows the clock") {
	Datapath &datapath = plain();
	const Octets request = packet().stamp_request(seq(1).error(0x3fff));

	CHECK(answer_of(datapath, request).stamp().error == golden::error_ntp);
	datapath.live().error_estimate = htons(0x1fff);
	CHECK(answer_of(datapath, request).stamp().error == 0x1fff);
	datapath.live().error_estimate = htons(golden::error_ntp);
}

TEST_CASE("R8762-08 T2 is not after T3, also across a second and an NTP era") {
	Datapath &datapath = plain();
	const std::int64_t era_ends_ns = 2085978496000000000; // 2036-02-07 06:28:16 UTC

	for (std::int64_t t2 : {golden::t1_ns + 499999999, era_ends_ns - 1}) {
		datapath.set_time(t2);
		const Run in = datapath.run(Program::refl_in, packet());

		datapath.set_time(t2 + 2);
		const Run out = datapath.run(Program::refl_out, in.out);
		const Stamp stamp = Frame(out.out).stamp();

		CHECK(stamp.t3 - stamp.t2 >= 8); /* 2 ns are 8.6 units of 2^-32 s */
		CHECK(stamp.t3 - stamp.t2 <= 9);
		CHECK(Frame(out.out).udp_checksum_is_valid());
	}
}

TEST_CASE("R8762-10 R8762-11 whatever a sender leaves in its reserved octets, ours are zero") {
	const Frame quiet = answer_of(plain(), packet().stamp_request(seq(3).ssid(9)));
	const Frame noisy =
		answer_of(plain(), packet().stamp_request(seq(3).ssid(9).mbz(pattern(28, 77))));

	CHECK(quiet.stamp().mbz_is_zero);
	CHECK(noisy.payload() == quiet.payload());
	for (std::size_t at = 0; at < 28; at++) {
		Octets one(28);

		one[at] = 0xff;
		CHECK(answer_of(plain(), packet().stamp_request(seq(3).ssid(9).mbz(one)))
			      .payload() == quiet.payload());
	}
}

TEST_CASE("R8762-18 T-04 the port is 862 or any that was configured, up to eight") {
	Setup setup;
	const std::uint16_t ports[] = {862, 1024, 20001, 49151, 49152, 65535, 4000, 4001};

	setup.cfg.port_count = 8;
	for (std::size_t i = 0; i < 8; i++)
		setup.cfg.ports[i] = htons(ports[i]);
	Datapath datapath = load(setup);

	for (std::uint16_t port : ports)
		CHECK(answer_of(datapath, packet().ports(50000, port)).source_port() == port);
	check_untouched(datapath, Program::refl_in, packet().ports(50000, 4002), STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ports(862, 50000), STAMP_V_NOT_STAMP);
	check_untouched(plain(), Program::refl_in, packet().ports(50000, 0), STAMP_V_NOT_STAMP);
}

TEST_CASE("R8762-21 T-33 addresses, ports and MACs change places") {
	SECTION("IPv4") {
		const Frame reply = answer_of(plain(), packet().ipv4().ports(33333, 862));

		CHECK(reply.source() == "192.0.2.2");
		CHECK(reply.destination() == "192.0.2.1");
		CHECK(reply.source_port() == 862);
		CHECK(reply.destination_port() == 33333);
		CHECK(to_hex(reply.link()) == "02000000 00010000 00000000 0800");
	}
	SECTION("IPv6") {
		const Frame reply = answer_of(plain(), packet().ipv6().ports(33333, 862));

		CHECK(reply.source() == "2001:db8::2");
		CHECK(reply.destination() == "2001:db8::1");
		CHECK(reply.source_port() == 862);
		CHECK(reply.destination_port() == 33333);
		CHECK(to_hex(reply.link()) == "02000000 00010000 00000000 86dd");
	}
}

TEST_CASE("DSCP is copied, ECN cleared, the flow label kept") {
	for (int tos : {0x00, 0x01, 0x03, 0xb8, 0xbb, 0xff}) {
		const auto value = static_cast<std::uint8_t>(tos);

		CHECK(answer_of(plain(), packet().ipv4().tos(value)).tos() == (tos & 0xfc));
		const Frame six =
			answer_of(plain(), packet().ipv6().tos(value).flow_label(0xabcde));

		CHECK(six.tos() == (tos & 0xfc));
		CHECK(six.flow_label() == 0xabcde);
	}
}
