// SPDX-License-Identifier: Apache-2.0
// Checksums of requests: what is wrong is never reflected, what is right stays right.
#include "bpf/rows.h"

using namespace stamp::test;

TEST_CASE("R8762-27 T-19 an IPv4 request without a checksum gets a reply with one") {
	for (std::size_t size : {14, 44, 45, 100, 301, 1472}) {
		const Frame reply = answer_of(
			plain(), packet().payload(pattern(size)).checksum(Checksum::zero));

		CHECK(reply.udp_checksum() != 0);
	}
}

TEST_CASE("R8762-27 T-19 an IPv6 request without a checksum is dropped") {
	for (std::size_t size : {14, 44, 45, 1452})
		check_dropped(plain(), Program::refl_in,
			      packet().ipv6().payload(pattern(size)).checksum(Checksum::zero),
			      STAMP_V_BAD_CHECKSUM);
}

TEST_CASE("R8762-28 a bad UDP checksum is never reflected") {
	for (std::size_t size : {14, 20, 43, 44, 45, 128, 255, 256, 257, 700, 1400}) {
		for (const auto &base : {packet().ipv4(), packet().ipv6(), packet().vlan(2),
					 packet().options(Octets(4, 1))})
			check_dropped(plain(), Program::refl_in,
				      Packet(base).payload(pattern(size)).checksum(Checksum::bad),
				      STAMP_V_BAD_CHECKSUM);
	}
}

TEST_CASE("R8762-28 any single octet that changes on the way is noticed") {
	const Octets request =
		packet().stamp_request(seq(3).time(0x100000002).error(0x8001).length(300));

	for (std::size_t at = 14 + 20 + 8; at < request.size(); at++) {
		Octets damaged = request;

		damaged[at] ^= 0x10;
		check_dropped(plain(), Program::refl_in, damaged, STAMP_V_BAD_CHECKSUM);
	}
}

TEST_CASE("R8762-28 the pseudo-header's sum alone is no checksum on a packet from outside") {
	for (std::size_t size : {14, 44, 200}) {
		check_dropped_at_tc(plain(), Program::refl_in,
				    packet().payload(pattern(size)).checksum(Checksum::pseudo),
				    STAMP_V_BAD_CHECKSUM);
		check_dropped_at_tc(
			plain(), Program::refl_in,
			packet().ipv6().payload(pattern(size)).checksum(Checksum::pseudo),
			STAMP_V_BAD_CHECKSUM);
	}
}

TEST_CASE("a right checksum that happens to equal the pseudo-header's sum is right") {
	/* Then everything behind the pseudo-header sums up to twice its complement. */
	Octets request = packet();
	const std::uint16_t pseudo =
		get16(packet().checksum(Checksum::pseudo).build(), 14 + 20 + 6);

	for (std::uint32_t word = 0; word <= 0xffff; word++) {
		put16(request, 14 + 28, static_cast<std::uint16_t>(word));
		request[14 + 26] = request[14 + 27] = 0;
		Octets covered = slice(request, 14 + 20, 52);

		if (static_cast<std::uint16_t>(0xffff - ones_sum(covered, pseudo)) == pseudo)
			break;
	}
	put16(request, 14 + 26, pseudo);
	REQUIRE(Frame(request).udp_checksum_is_valid());
	CHECK(answer_of(plain(), request).payload().size() == 44);
}

namespace {

// The UDP checksums of a request from `port`, of its reply after ingress and after egress.
std::vector<std::uint16_t> checksums(const Packet &family, std::uint16_t port) {
	Datapath &datapath = plain();
	const Octets request = Packet(family).ports(port, 862).stamp_request(seq(1));
	const Run in = datapath.run(Program::refl_in, request);

	REQUIRE(in.verdict == STAMP_V_REFLECTED);
	datapath.set_time(golden::t3_ns);
	const Run out = datapath.run(Program::refl_out, in.out);

	CHECK(Frame(in.out).udp_checksum_is_valid());
	CHECK(Frame(out.out).udp_checksum_is_valid());
	return {Frame(request).udp_checksum(), Frame(in.out).udp_checksum(),
		Frame(out.out).udp_checksum()};
}

} // namespace

TEST_CASE("a checksum that turns out as 0 is sent as ffff, at either stamp") {
	/* The port is in the sum once: moved by the checksum, it makes that 0. */
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		for (std::size_t stage = 0; stage < 3; stage++) {
			std::uint32_t port = 50000u + checksums(family, 50000)[stage];

			port = (port & 0xffff) + (port >> 16);
			CHECK(checksums(family, static_cast<std::uint16_t>(port))[stage] == 0xffff);
		}
	}
}

TEST_CASE("a bad IPv4 header checksum is never reflected") {
	check_dropped(plain(), Program::refl_in, packet().bad_ip_checksum(), STAMP_V_BAD_CHECKSUM);
	check_dropped(plain(), Program::refl_in, packet().options(Octets(40, 1)).bad_ip_checksum(),
		      STAMP_V_BAD_CHECKSUM);
	check_dropped(plain(), Program::refl_in, packet().vlan(6).bad_ip_checksum(),
		      STAMP_V_BAD_CHECKSUM);
}
