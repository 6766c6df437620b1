// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "bpf/lib/address.h"
#include "support/catch.h"
#include "support/memory_packet.h"
#include "support/packet.h"
#include "unit/lib/buffer.h"

using namespace stamp::test;

namespace {

struct Parsed {
	explicit Parsed(const Octets &octets, bool mac = true)
		: buffer(octets, mac ? 2 : 0), has_mac(mac) {
		found = open_memory(buffer.begin(), buffer.end(), has_mac, &copied, &f, &h);
		if (found)
			complete(&f, &h);
	}

	Buffer buffer;
	bool has_mac;
	header_copy copied = {};
	frame f = {};
	headers h = {};
	bool found;
};

struct Shape {
	const char *name;
	Packet packet;
	std::uint32_t l3, l4;
	bool plain = false;
};

std::vector<Shape> shapes() {
	return {
		{"IPv4", packet().ipv4(), 14, 34, true},
		{"IPv4, 4 octets of options", packet().options(Octets(4, 1)), 14, 38},
		{"IPv4, 40 octets of options", packet().options(Octets(40, 1)), 14, 74},
		{"IPv4 in 802.1Q", packet().vlan(1), 18, 38},
		{"IPv4 in 802.1ad", packet().vlan(1, 0x88a8), 18, 38},
		{"IPv4 in both", packet().vlan(1, 0x88a8).vlan(2), 22, 42},
		{"IPv4, both, options", packet().vlan(1, 0x88a8).vlan(2).options(Octets(40, 1)), 22,
		 82},
		{"IPv6", packet().ipv6(), 14, 54, true},
		{"IPv6 in 802.1Q", packet().vlan(1).ipv6(), 18, 58},
		{"IPv6 in both", packet().vlan(1, 0x88a8).vlan(2).ipv6(), 22, 62},
		{"IPv6, hop-by-hop", packet().ipv6().extension(0, Octets(6)), 14, 62},
		{"IPv6, destination options", packet().ipv6().extension(60, Octets(14)), 14, 70},
		{"IPv6, routing", packet().ipv6().extension(43, Octets(22)), 14, 78},
		{"IPv6, two headers",
		 packet().ipv6().extension(0, Octets(6)).extension(60, Octets(6)), 14, 70},
		{"IPv6, longest header", packet().ipv6().extension(60, Octets(2046)), 14, 2102},
	};
}

} // namespace

TEST_CASE("take: whole or not at all") {
	const Buffer buffer(Octets(10));
	cursor c = {buffer.begin(), buffer.end(), nullptr};

	CHECK(take(&c, 11) == 0);
	CHECK(c.pos == buffer.begin());
	CHECK(take(&c, 4) == 1);
	CHECK(c.taken == buffer.begin());
	CHECK(take(&c, 7) == 0);
	CHECK(take(&c, 6) == 1);
	CHECK(c.taken == buffer.begin() + 4);
	CHECK(take(&c, 0) == 1);
	CHECK(take(&c, 1) == 0);
}

TEST_CASE("the UDP header is found in every shape, where it lies only in a plain one") {
	for (const auto &shape : shapes()) {
		Parsed p(shape.packet);

		INFO(shape.name);
		REQUIRE(p.found);
		CHECK(p.h.is_copied == !shape.plain);
		CHECK(p.f.l3 == shape.l3);
		CHECK(p.f.l4 == shape.l4);
		CHECK(p.f.is_fragment == 0);
		CHECK(p.f.ip_octets == p.buffer.size() - shape.l3);
		CHECK(std::memcmp(p.h.udp, p.buffer.begin() + shape.l4, sizeof(udphdr)) == 0);
		if (shape.plain)
			CHECK(reinterpret_cast<std::uint8_t *>(p.h.udp) ==
			      p.buffer.begin() + shape.l4);
		CHECK(stamp_swap16(p.h.udp->dest) == 862);
		REQUIRE(check_lengths(&p.f, p.h.udp, p.buffer.size()) == STAMP_V_GO_ON);
		CHECK(p.f.payload == 44);
	}
}

TEST_CASE("of a truncated frame: nothing before the UDP header is whole, nothing read "
	  "beyond") {
	for (const auto &shape : shapes()) {
		const Octets whole = shape.packet;

		for (std::size_t size = 0; size < whole.size(); size++) {
			Parsed p(slice(whole, 0, size));

			INFO(shape.name << " cut to " << size);
			CHECK(p.found == (size >= shape.l4 + 8));
			if (p.found)
				CHECK(check_lengths(&p.f, p.h.udp, p.buffer.size()) ==
				      STAMP_V_SHORT);
		}
	}
}

TEST_CASE("without a MAC header the version decides the protocol") {
	for (const auto &base : {packet().ipv4(), packet().ipv6()}) {
		const Octets whole = Packet(base).no_mac();
		Parsed p(whole, false);

		CHECK(p.found);
		CHECK(p.f.l3 == 0);
		for (std::size_t size = 0; size < p.f.l4 + 8; size++)
			CHECK(!Parsed(slice(whole, 0, size), false).found);
	}
	for (int version : {0, 1, 5, 7, 15})
		CHECK(!Parsed(Octets(100, static_cast<std::uint8_t>(version << 4)), false).found);
}

TEST_CASE("what is no UDP of ours to look at") {
	const auto found = [](const Packet &p) { return Parsed(p).found; };

	CHECK(!found(packet().protocol(6)));
	CHECK(!found(packet().ipv6().protocol(6)));
	CHECK(!found(packet().ethertype(0x0806)));
	CHECK(!found(packet().vlan(1).vlan(2).vlan(3)));
	CHECK(!found(packet().ipv6().ethertype(0x0800)));
	CHECK(!found(packet().ethertype(0x86dd)));
	CHECK(!found(packet().ipv6().extension(51, Octets(22))));
	for (int words = 0; words < 5; words++) {
		Octets frame = packet();

		frame[14] = static_cast<std::uint8_t>(0x40 | words);
		CHECK(!Parsed(frame).found);
	}
}

TEST_CASE("the first fragment is recognised, later ones have no ports") {
	const auto body = [](std::uint16_t word) {
		Octets octets(6);

		put16(octets, 0, word);
		return octets;
	};

	CHECK(Parsed(packet().fragment(0, true)).f.is_fragment == 1);
	CHECK(!Parsed(packet().fragment(8, true)).found);
	CHECK(!Parsed(packet().fragment(65528, false)).found);
	for (int more : {0, 1}) {
		Parsed first(packet().ipv6().extension(44, body(static_cast<std::uint16_t>(more))));

		CHECK(first.found);
		CHECK(first.f.is_fragment == 1);
		CHECK(first.f.is_extended == 1);
		CHECK(first.f.l4 == 62);
		CHECK(!Parsed(packet().ipv6().extension(44,
							body(static_cast<std::uint16_t>(8 | more))))
			       .found);
	}
}

TEST_CASE("skip_ipv6_headers gives up after a bounded number") {
	Packet p = packet().ipv6();

	for (int i = 0; i < STAMP_MAX_IPV6_HEADERS; i++)
		p.extension(60, Octets(6));
	CHECK(Parsed(p).found);
	CHECK(!Parsed(p.extension(60, Octets(6))).found);
}

TEST_CASE("check_lengths: UDP inside IP inside the frame") {
	const auto verdict = [](const Packet &p) {
		Parsed parsed(p);

		return check_lengths(&parsed.f, parsed.h.udp, parsed.buffer.size());
	};

	CHECK(verdict(packet().link_padding(100)) == STAMP_V_GO_ON);
	CHECK(verdict(packet().udp_length(8)) == STAMP_V_GO_ON);
	CHECK(verdict(packet().udp_length(7)) == STAMP_V_SHORT);
	CHECK(verdict(packet().udp_length(0)) == STAMP_V_SHORT);
	CHECK(verdict(packet().udp_length(53).link_padding(9)) == STAMP_V_SHORT);
	CHECK(verdict(packet().udp_length(65535)) == STAMP_V_SHORT);
	CHECK(verdict(packet().ip_length(71)) == STAMP_V_SHORT);
	CHECK(verdict(packet().ip_length(73)) == STAMP_V_SHORT);
	CHECK(verdict(packet().ip_length(0)) == STAMP_V_SHORT);
	CHECK(verdict(packet().ipv6().ip_length(53)) == STAMP_V_SHORT);
	CHECK(verdict(packet().ipv6().ip_length(0)) == STAMP_V_SHORT);
	Parsed longest(packet().payload(Octets(65507)));

	CHECK(check_lengths(&longest.f, longest.h.udp, longest.buffer.size()) == STAMP_V_GO_ON);
	CHECK(longest.f.payload == 65507);
}

TEST_CASE("locate finds a plain frame again, and only whole") {
	for (const auto &shape : shapes()) {
		if (!shape.plain)
			continue;
		Parsed p(shape.packet);
		headers again = {};

		again.is_ipv6 = p.h.is_ipv6;
		INFO(shape.name);
		REQUIRE(locate(p.buffer.begin(), p.buffer.end(), 1, 44, &again) == 1);
		CHECK(again.udp == p.h.udp);
		CHECK(again.ip4 == p.h.ip4);
		CHECK(again.eth == p.h.eth);
		CHECK(locate(p.buffer.begin(), p.buffer.end(), 1, 45, &again) == 0);
		for (std::uint8_t *end = p.buffer.begin(); end < p.buffer.begin() + shape.l4 + 8;
		     end++)
			CHECK(locate(p.buffer.begin(), end, 1, 0, &again) == 0);
	}
}

TEST_CASE("copy_headers: the headers of a plain frame, or nothing") {
	for (const auto &shape : shapes()) {
		if (!shape.plain)
			continue;
		Parsed p(shape.packet);
		const pkt whole = {p.buffer.begin(), p.buffer.end()};
		const pkt cut = {p.buffer.begin(), p.buffer.begin() + shape.l4 + 7};
		headers h = p.h;
		header_copy copied = {};

		CHECK(copy_headers(&cut, 1, &copied, &p.f, &h) == 0);
		REQUIRE(copy_headers(&whole, 1, &copied, &p.f, &h) == 1);
		CHECK(h.is_copied == 1);
		CHECK(std::memcmp(h.eth, p.h.eth, sizeof(mac_header)) == 0);
		CHECK(std::memcmp(h.ip4, p.h.ip4, shape.l4 - shape.l3) == 0);
		CHECK(std::memcmp(h.udp, p.h.udp, sizeof(udphdr)) == 0);
	}
}

TEST_CASE("equals") {
	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++)
			REQUIRE(equals(static_cast<__u8>(a), static_cast<__u8>(b)) == (a == b));
}

TEST_CASE("addresses, TTL and traffic class of both families") {
	Parsed four(packet().ipv4("192.0.2.7", "198.51.100.9").ttl(61).tos(0xb9));
	Parsed six(packet().ipv6("2001:db8::7", "fe80::9").ttl(62).tos(0x4b).flow_label(0xfffff));
	const auto equal = [](const stamp_addr &a, const std::string &hex) {
		Octets octets(16);

		std::memcpy(octets.data(), &a, 16);
		return to_hex(octets) == hex;
	};

	CHECK(equal(source_of(&four.h), "00000000 00000000 0000ffff c0000207"));
	CHECK(equal(destination_of(&four.h), "00000000 00000000 0000ffff c6336409"));
	CHECK(equal(source_of(&six.h), "20010db8 00000000 00000000 00000007"));
	CHECK(equal(destination_of(&six.h), "fe800000 00000000 00000000 00000009"));
	CHECK(ttl_of(&four.h) == 61);
	CHECK(ttl_of(&six.h) == 62);
	CHECK(tos_of(&four.h) == 0xb9);
	CHECK(tos_of(&six.h) == 0x4b);
}

TEST_CASE("is_source and is_destination agree with the addresses of either family") {
	for (const Octets &octets :
	     {Octets(packet().ipv4("192.0.2.1", "192.0.2.2")),
	      Octets(packet().ipv6("2001:db8::1", "2001:db8::2")),
	      Octets(packet().ipv6("::ffff:192.0.2.1", "::ffff:192.0.2.2"))}) {
		const Parsed parsed(octets);
		const stamp_addr source = source_of(&parsed.h), to = destination_of(&parsed.h);

		CHECK(is_source(&parsed.h, &source));
		CHECK(is_destination(&parsed.h, &to));
		for (int bit = 0; bit < 128; bit++) {
			stamp_addr other_source = source, other_to = to;

			other_source.word[bit / 32] ^= 1u << bit % 32;
			other_to.word[bit / 32] ^= 1u << bit % 32;
			CHECK_FALSE(is_source(&parsed.h, &other_source));
			CHECK_FALSE(is_destination(&parsed.h, &other_to));
		}
	}
}
