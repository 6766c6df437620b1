// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/checksum.h"

#include <random>

#include "support/catch.h"
#include "support/frame.h"
#include "unit/lib/buffer.h"

using namespace stamp::test;

namespace {

Octets random_octets(std::size_t size, std::mt19937 &random) {
	Octets octets(size);

	for (auto &octet : octets)
		octet = static_cast<std::uint8_t>(random());
	return octets;
}

std::uint16_t in_host_order(std::uint16_t wire) {
	return stamp_swap16(wire);
}

headers headers_of(const Buffer &frame, bool is_ipv6) {
	headers h = {};

	h.is_ipv6 = is_ipv6;
	h.ip4 = frame.at<iphdr>(14);
	h.udp = frame.at<udphdr>(is_ipv6 ? 54 : 34);
	return h;
}

} // namespace

TEST_CASE("fold: any 64-bit sum comes down to 16 bits, 0 only from 0") {
	CHECK(fold(0) == 0);
	CHECK(fold(0xffff) == 0xffff);
	CHECK(fold(0x10000) == 1);
	CHECK(fold(0x1fffe) == 0xffff);
	CHECK(fold(0xffffffff) == 0xffff);
	CHECK(fold(0x100000000) == 1);
	CHECK(fold(0xffffffffffffffff) == 0xffff);
	CHECK(fold(0xfffffffffffffffe) == 0xfffe);
	std::mt19937_64 random(1);

	for (int i = 0; i < 10000; i++) {
		const std::uint64_t value = random() >> (random() % 64);

		CHECK((value ? (value - 1) % 0xffff + 1 : 0) == fold(value));
	}
}

TEST_CASE("sum_words agrees with RFC 1071 word by word") {
	std::mt19937 random(2);

	for (int i = 0; i < 2000; i++) {
		const Octets octets = random_octets(44, random);
		const Buffer buffer(octets, 0);

		CHECK(in_host_order(fold(sum_words(buffer.begin(), 44))) == ones_sum(octets));
	}
	CHECK(sum_words(nullptr, 0) == 0);
}

TEST_CASE("a whole datagram sums up to the good checksum, a damaged one does not") {
	std::mt19937 random(3);

	for (int i = 0; i < 500; i++) {
		for (bool is_ipv6 : {false, true}) {
			Packet p = packet().payload(random_octets(44, random));
			Octets frame = is_ipv6 ? p.ipv6() : p.ipv4();
			const auto sum_of = [is_ipv6](const Octets &octets) {
				const Buffer buffer(octets);
				const headers h = headers_of(buffer, is_ipv6);

				return fold(pseudo_header_sum(&h) + sum_words(h.udp, 8 + 44));
			};

			CHECK(sum_of(frame) == CHECKSUM_GOOD);
			frame.back() ^= 0x20;
			CHECK(sum_of(frame) != CHECKSUM_GOOD);
		}
	}
}

TEST_CASE("pseudo_header_sum is what a device with checksum offload expects in the field") {
	for (bool is_ipv6 : {false, true}) {
		Packet p = packet().checksum(Checksum::pseudo);
		const Buffer frame(is_ipv6 ? p.ipv6() : p.ipv4());
		const headers h = headers_of(frame, is_ipv6);

		CHECK(fold(pseudo_header_sum(&h)) == h.udp->check);
	}
}

TEST_CASE("udp_checksum is the complement, and never 0") {
	CHECK(udp_checksum(0) == 0xffff);
	CHECK(udp_checksum(0xffff) == 0xffff);
	CHECK(udp_checksum(0x1234) == 0xedcb);
	CHECK(udp_checksum(0x1234ull + 0xffffull) == 0xedcb);
}

TEST_CASE("updated_checksum equals a checksum computed again") {
	std::mt19937 random(4);

	for (int i = 0; i < 5000; i++) {
		Octets before = random_octets(44, random);
		/* All zeros and all ones are the two faces of 0 in ones' complement. */
		if (i % 5 == 0)
			std::fill_n(before.begin(), 8, i % 2 ? 0xff : 0x00);
		Octets after = before;
		const Octets change = random_octets(8, random);

		std::copy(change.begin(), change.end(), after.begin() + 4);
		const Buffer old_octets(before, 0), new_octets(after, 0);
		const std::uint16_t old_check = udp_checksum(sum_words(old_octets.begin(), 44));
		const std::uint16_t updated =
			updated_checksum(old_check, sum_words(old_octets.begin() + 4, 8),
					 sum_words(new_octets.begin() + 4, 8));

		CHECK(updated != 0);
		CHECK(ones_sum(after, in_host_order(updated)) == 0xffff);
	}
}

TEST_CASE("updated_checksum: no change is no change") {
	for (std::uint32_t check = 1; check <= 0xffff; check++)
		if (updated_checksum(static_cast<std::uint16_t>(check), 0x12345678, 0x12345678) !=
		    check)
			FAIL("checksum " << check);
}

TEST_CASE("ipv4_header_sum covers the first 20 octets") {
	const Buffer plain(packet().build());
	const Buffer with_options(packet().options(pattern(12)).build());

	CHECK(fold(ipv4_header_sum(plain.at<iphdr>(14))) == CHECKSUM_GOOD);
	CHECK(fold(ipv4_header_sum(with_options.at<iphdr>(14)) +
		   sum_words(with_options.begin() + 34, 12)) == CHECKSUM_GOOD);
}
