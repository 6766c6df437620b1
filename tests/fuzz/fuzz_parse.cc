// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: the datapath library on any octets, as the reflector calls it. The input lies
// at the very end of a heap block, so that the sanitizer sees the first octet read beyond it.
// The first octet of the input says whether there is a MAC header, the rest is the frame.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "bpf/lib/checksum.h"
#include "bpf/lib/guard.h"
#include "bpf/lib/reflect.h"
#include "bpf/lib/timestamp.h"
#include "support/memory_packet.h"

namespace {

constexpr std::size_t base_octets = STAMP_BASE_OCTETS;

void require(bool condition) {
	if (!condition)
		std::abort();
}

// Sum over any number of octets, as a checksum pads it.
std::uint16_t sum_of(const std::uint8_t *octets, std::size_t size) {
	std::uint64_t sum = 0;

	for (; size >= 2; octets += 2, size -= 2) {
		std::uint16_t word;

		std::memcpy(&word, octets, 2);
		sum += word;
	}
	return fold(sum + (size ? *octets : 0));
}

// The checksum of a header with its options, as the reflector verifies it.
bool is_good_ipv4(const iphdr *ip) {
	return sum_of(reinterpret_cast<const std::uint8_t *>(ip), ip->ihl * 4u) == CHECKSUM_GOOD;
}

void turn(const frame &f, headers &h, std::uint8_t *start) {
	const auto octets = static_cast<std::uint16_t>(f.ip_octets);

	if (h.is_ipv6) {
		turn_ipv6(h.ip6, octets);
		require(ttl_of(&h) == STAMP_REPLY_TTL);
	} else {
		auto *ip = reinterpret_cast<iphdr *>(start + f.l3);

		std::memset(ip + 1, IPV4_NO_OPERATION, f.l4 - f.l3 - sizeof(*ip));
		turn_ipv4(h.ip4, octets);
		if (h.is_copied)
			std::memcpy(ip, h.ip4, sizeof(*ip));
		require(is_good_ipv4(ip));
	}
	require((tos_of(&h) & TOS_ECN) == 0);
	turn_ports(h.udp);
}

// The sum over the datagram, whose header may have been copied.
std::uint16_t datagram_sum(const frame &f, const headers &h, const std::uint8_t *payload) {
	return fold(pseudo_header_sum(&h) + sum_words(h.udp, sizeof(udphdr)) +
		    sum_of(payload, f.payload));
}

void reflect(const frame &f, headers &h, std::uint8_t *start) {
	stamp_request request = {};
	std::uint8_t *payload = start + f.l4 + sizeof(udphdr);

	std::memcpy(&request, payload, f.payload < base_octets ? f.payload : base_octets);
	(void)is_reply(&request, 0);
	(void)is_reply(&request, 1);
	const stamp_addr source = source_of(&h), destination = destination_of(&h);

	(void)is_multicast(&source);
	(void)is_multicast(&destination);
	(void)is_unanswerable(&source, h.is_ipv6, 0);
	const std::uint16_t sum_before = datagram_sum(f, h, payload);
	const bool was_good = sum_before == CHECKSUM_GOOD;

	turn(f, h, start);
	if (f.payload < base_octets)
		return; // growing is the caller's
	const stamp_reply reply =
		reply_to(&request, request.seq, timestamp(1767225600500250000, STAMP_FORMAT_NTP),
			 stamp_swap16(0x8a01), ttl_of(&h));
	stamp_request before;

	std::memcpy(&before, payload, sizeof(before));
	std::memcpy(payload, &reply, sizeof(reply));
	if (!was_good || !h.udp->check)
		return;
	h.udp->check = updated_checksum(h.udp->check, sum_words(&before, sizeof(before)),
					sum_words(&reply, sizeof(reply)));
	require(datagram_sum(f, h, payload) == CHECKSUM_GOOD);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	if (size == 0)
		return 0;
	const bool has_mac = data[0] & 1;
	const std::size_t lead = has_mac ? 2 : 0; // the IP header on a multiple of 4
	const auto block = std::make_unique<std::uint8_t[]>(lead + size - 1);
	std::uint8_t *start = block.get() + lead, *end = start + size - 1;
	frame f = {};
	headers h = {}, again = {};
	header_copy copied = {};

	std::memcpy(start, data + 1, size - 1);
	if (!open_memory(start, end, has_mac, &copied, &f, &h))
		return 0;
	require(start + f.l4 + sizeof(udphdr) <= end);
	complete(&f, &h);
	if (check_lengths(&f, h.udp, static_cast<std::uint32_t>(size - 1)))
		return 0;
	require(start + f.l4 + sizeof(udphdr) + f.payload <= end);
	if (f.is_extended || f.is_fragment)
		return 0; // not the fast path's
	if (!h.is_copied) {
		again.is_ipv6 = h.is_ipv6;
		require(locate(start, end, has_mac, f.payload, &again) == 1);
		require(again.udp == h.udp && again.ip4 == h.ip4);
	}
	reflect(f, h, start);
	return 0;
}
