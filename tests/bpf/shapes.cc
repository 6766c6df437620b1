// SPDX-License-Identifier: Apache-2.0
// What lies before the UDP header: tags, options, extension headers, fragments, no MAC.
#include "bpf/rows.h"

using namespace stamp::test;

namespace {

constexpr std::uint8_t hop_by_hop = 0, routing = 43, fragment_header = 44, authentication = 51,
		       destination_options = 60;

Octets fragment_body(std::uint16_t octets_before, bool more) {
	Octets body(6);

	put16(body, 0, static_cast<std::uint16_t>(octets_before | (more ? 1 : 0)));
	put32(body, 2, 0xfeedbeef);
	return body;
}

} // namespace

TEST_CASE("R8762-29 T-21 802.1Q, 802.1ad and double tags stay on the reply") {
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		const std::string type = Frame(Packet(family)).is_ipv6() ? "86dd" : "0800";

		CHECK(to_hex(answer_of(plain(), Packet(family).vlan(0x0123)).link()) ==
		      "02000000 00010000 00000000 81000123 " + type);
		CHECK(to_hex(answer_of(plain(), Packet(family).vlan(0xe00a, 0x88a8)).link()) ==
		      "02000000 00010000 00000000 88a8e00a " + type);
		CHECK(to_hex(answer_of(plain(), Packet(family).vlan(1, 0x88a8).vlan(2)).link()) ==
		      "02000000 00010000 00000000 88a80001 81000002 " + type);
	}
}

TEST_CASE("R8762-29 three tags are one too many: passed on") {
	check_untouched(plain(), Program::refl_in, packet().vlan(1).vlan(2).vlan(3),
			STAMP_V_NOT_STAMP);
}

TEST_CASE("R8762-29 T-21 IPv4 options of every size become No-Operation") {
	for (std::size_t size = 4; size <= 40; size += 4) {
		const Octets route = pattern(size, 131); /* begins as a loose source route */
		const Frame reply = answer_of(plain(), packet().options(route).ttl(70));

		INFO("options of " << size);
		CHECK(reply.options() == Octets(size, 1));
		CHECK(reply.stamp().sender_ttl == 70);
		CHECK(reply.payload().size() == 44);
		CHECK(answer_of(plain(), packet().vlan(8).options(route)).options() ==
		      Octets(size, 1));
	}
}

TEST_CASE("R8762-29 T-21 IPv6 extension headers are left to the slow path") {
	const Packet six = packet().ipv6();

	for (const auto &request : {
		     Packet(six).extension(hop_by_hop, Octets(6)),
		     Packet(six).extension(destination_options, Octets(14)),
		     Packet(six).extension(routing, Octets(22)),
		     Packet(six)
			     .extension(hop_by_hop, Octets(6))
			     .extension(destination_options, Octets(6)),
		     Packet(six).vlan(4).extension(hop_by_hop, Octets(254)),
	     })
		check_untouched(plain(), Program::refl_in, request, STAMP_V_SLOW_PATH);
}

TEST_CASE("R8762-29 unknown and endless extension headers are nobody's") {
	Packet endless = packet().ipv6();

	for (int i = 0; i < 7; i++)
		endless.extension(destination_options, Octets(6));
	check_untouched(plain(), Program::refl_in, endless, STAMP_V_NOT_STAMP);
	check_untouched(plain(), Program::refl_in,
			packet().ipv6().extension(authentication, Octets(22)), STAMP_V_NOT_STAMP);
	check_untouched(plain(), Program::refl_in, packet().ipv6().extension(59, Octets(6)),
			STAMP_V_NOT_STAMP);
}

TEST_CASE("R8762-30 fragments are never processed") {
	const Packet four = packet().ipv4(), six = packet().ipv6();

	SECTION("the first of several") {
		check_untouched(plain(), Program::refl_in, Packet(four).fragment(0, true),
				STAMP_V_FRAGMENT);
		check_untouched(plain(), Program::refl_in,
				Packet(six).extension(fragment_header, fragment_body(0, true)),
				STAMP_V_FRAGMENT);
	}
	SECTION("an atomic one") {
		check_untouched(plain(), Program::refl_in,
				Packet(six).extension(fragment_header, fragment_body(0, false)),
				STAMP_V_FRAGMENT);
	}
	SECTION("a later one, whose payload reads as a UDP header of ours") {
		for (bool more : {true, false}) {
			check_untouched(plain(), Program::refl_in, Packet(four).fragment(8, more),
					STAMP_V_NOT_STAMP);
			check_untouched(
				plain(), Program::refl_in,
				Packet(six).extension(fragment_header, fragment_body(8, more)),
				STAMP_V_NOT_STAMP);
		}
	}
	SECTION("with Don't Fragment alone it is no fragment") {
		Octets frame = packet();

		frame[20] = 0x40;
		put16(frame, 24, 0);
		put16(frame, 24, internet_checksum(slice(frame, 14, 20)));
		CHECK(answer_of(plain(), frame).payload().size() == 44);
	}
}

TEST_CASE("a frame without a MAC header is turned without touching what is not there") {
	Setup setup;

	setup.cfg.has_mac = 0;
	Datapath datapath = load(setup);

	const Octets request = packet().no_mac().ttl(33).stamp_request(seq(8));
	const Frame reply = answer_of(datapath, request, false);

	CHECK(reply.link().empty());
	CHECK(reply.destination() == "192.0.2.1");
	CHECK(reply.stamp().sender_ttl == 33);
	check_untouched(datapath, Program::refl_in, packet(), STAMP_V_NOT_STAMP);
}

TEST_CASE("a header that says another version or length than its place is nobody's") {
	Datapath &datapath = plain();

	for (int first : {0x35, 0x55, 0x65, 0x44, 0x40, 0x00}) {
		Octets frame = packet();

		frame[14] = static_cast<std::uint8_t>(first);
		check_untouched(datapath, Program::refl_in, frame, STAMP_V_NOT_STAMP);
	}
	Octets six = packet().ipv6();

	six[14] = 0x40;
	check_untouched(datapath, Program::refl_in, six, STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ipv6().ethertype(0x0800),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ipv4().ethertype(0x86dd),
			STAMP_V_NOT_STAMP);
}
