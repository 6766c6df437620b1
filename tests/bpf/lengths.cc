// SPDX-License-Identifier: Apache-2.0
// Requests of every length (RFC 8762 4.3, 4.6).
#include "bpf/rows.h"

using namespace stamp::test;

namespace {

// The base packet that answers `request`, which may be shorter: what is not in it counts as zero.
void check_base(const Frame &reply, const Octets &request) {
	Octets whole = request;

	whole.resize(44);
	CHECK(reply.stamp().seq == get32(whole, 0));
	CHECK(reply.stamp().ssid == get16(whole, 14));
	CHECK(reply.stamp().sender_seq == get32(whole, 0));
	CHECK(reply.stamp().sender_ts == get64(whole, 4));
	CHECK(reply.stamp().sender_error == get16(whole, 12));
	CHECK(reply.stamp().t2 == golden::t2_ntp);
	CHECK(reply.stamp().mbz_is_zero);
}

} // namespace

TEST_CASE("R8762-13 T-01 T-04 a request of 14 to 44 octets gets a base packet") {
	for (std::size_t size = 14; size <= 44; size++) {
		const Octets content = slice(seq(7).time(0x1122334455667788)
						     .error(0x8f84)
						     .ssid(0x1234)
						     .mbz(pattern(28))
						     .octets(),
					     0, size);

		INFO("payload of " << size);
		for (const auto &base : {packet().ipv4(), packet().ipv6(), packet().vlan(7),
					 packet().options(Octets(12, 1))}) {
			const Frame reply = answer_of(plain(), Packet(base).payload(content));

			CHECK(reply.payload().size() == 44);
			check_base(reply, content);
		}
	}
}

TEST_CASE("R8762-13 R8762-26 T-01 T-41 a short request in a padded frame gets a base packet "
	  "without it") {
	for (std::size_t padding : {1, 4, 18, 30, 200}) {
		const Octets content = slice(seq(7).time(0x1122334455667788).octets(), 0, 14);
		const Frame reply =
			answer_of(plain(), packet().payload(content).link_padding(padding));

		INFO("link padding of " << padding);
		CHECK(reply.payload().size() == 44);
		check_base(reply, content);
		CHECK(reply.link_padding().empty());
	}
}

TEST_CASE("R8762-13 a short request without a checksum gets a base packet with one") {
	for (std::size_t size = 14; size <= 44; size++)
		CHECK(answer_of(plain(), packet().payload(pattern(size)).checksum(Checksum::zero))
			      .payload()
			      .size() == 44);
}

TEST_CASE("R8762-14 a request below 14 octets is dropped and counted") {
	for (std::size_t size = 0; size < 14; size++) {
		check_dropped(plain(), Program::refl_in, packet().payload(pattern(size)),
			      STAMP_V_SHORT);
		check_dropped(plain(), Program::refl_in,
			      packet().ipv6().payload(pattern(size)).link_padding(40),
			      STAMP_V_SHORT);
	}
}

TEST_CASE("R8762-12 a longer request comes back at its own length with its tail") {
	for (std::size_t size = 45; size <= 1472; size++) {
		const Request request = seq(9).time(0x1122334455667788).length(size);

		INFO("payload of " << size);
		const Frame reply = answer_of(plain(), packet().stamp_request(request));

		CHECK(reply.payload().size() == size);
		CHECK(slice(reply.payload(), 44, size - 44) ==
		      slice(request.octets(), 44, size - 44));
		check_base(reply, request.octets());
	}
}

TEST_CASE("R8762-12 longer requests over IPv6, tagged, with options, without a checksum") {
	for (std::size_t size : {45, 46, 47, 48, 255, 256, 257, 299, 300, 301, 812, 1452}) {
		const Request request = seq(9).length(size);

		for (const auto &base :
		     {packet().ipv6(), packet().vlan(3), packet().vlan(3).ipv6(),
		      packet().options(Octets(40, 1)), packet().checksum(Checksum::zero)}) {
			const Frame reply = answer_of(plain(), Packet(base).stamp_request(request));

			CHECK(slice(reply.payload(), 44, size - 44) ==
			      slice(request.octets(), 44, size - 44));
		}
	}
}

TEST_CASE("R8762-26 T-41 link padding is no part of the payload, and stays what it was") {
	for (std::size_t size : {44, 45, 60, 300}) {
		const Request request = seq(9).length(size);
		const Frame reply =
			answer_of(plain(), packet().stamp_request(request).link_padding(9));

		CHECK(reply.payload().size() == size);
		CHECK(reply.link_padding() == Octets(9, 0xee));
	}
}

TEST_CASE("R8762-26 a UDP length that the packet cannot hold is refused") {
	Datapath &datapath = plain();

	for (int length : {0, 1, 7}) // below a UDP header
		check_dropped(datapath, Program::refl_in,
			      packet().udp_length(static_cast<std::uint16_t>(length)),
			      STAMP_V_SHORT);
	for (int length : {53, 54, 1000, 65535}) // beyond the IP packet
		check_dropped(
			datapath, Program::refl_in,
			packet().udp_length(static_cast<std::uint16_t>(length)).link_padding(60),
			STAMP_V_SHORT);
	for (int length : {73, 100, 65535}) // an IP packet beyond the frame
		check_dropped(datapath, Program::refl_in,
			      packet().ip_length(static_cast<std::uint16_t>(length)),
			      STAMP_V_SHORT);
	check_dropped(datapath, Program::refl_in, packet().ipv6().ip_length(53), STAMP_V_SHORT);
	check_dropped(datapath, Program::refl_in, packet().ipv6().udp_length(53).link_padding(60),
		      STAMP_V_SHORT);
	check_dropped(datapath, Program::refl_in, packet().ip_length(27), STAMP_V_SHORT);
}

TEST_CASE("R8762-26 a UDP length below what the IP packet holds: the rest is nobody's") {
	Datapath &datapath = plain();
	const Octets request = packet().stamp_request(seq(5).length(60)).udp_length(52);
	const Run in = datapath.run(Program::refl_in, request);

	REQUIRE(in.verdict == STAMP_V_REFLECTED);
	CHECK(in.out.size() == request.size());
	CHECK(get16(in.out, 14 + 20 + 4) == 52);
	CHECK(slice(in.out, 14 + 28 + 44, 16) == slice(request, 14 + 28 + 44, 16));
}
