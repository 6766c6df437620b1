// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/reflect.h"

#include <cstring>

#include "bpf/lib/timestamp.h"
#include "support/catch.h"
#include "support/frame.h"
#include "support/golden.h"
#include "unit/lib/buffer.h"

using namespace stamp::test;

namespace {

// The golden reply, made by the library from the golden request.
Octets golden_reply(std::uint32_t sequence, stamp_format format, std::int64_t wire_minus_utc,
		    std::uint16_t error) {
	const auto wire = [=](std::int64_t utc) {
		return timestamp(static_cast<std::uint64_t>(utc + wire_minus_utc), format);
	};
	const Octets octets = golden::request();
	stamp_request request;
	Octets made(sizeof(stamp_reply));

	std::memcpy(&request, octets.data(), sizeof(request));
	stamp_reply reply = reply_to(&request, stamp_swap32(sequence), wire(golden::t2_ns),
				     stamp_swap16(error), golden::ttl);

	CHECK(reply.ts.sec == reply.rx.sec);
	CHECK(reply.ts.frac == reply.rx.frac);
	reply.ts = wire(golden::t3_ns);
	std::memcpy(made.data(), &reply, sizeof(reply));
	return made;
}

} // namespace

TEST_CASE("reply_to makes the golden replies") {
	CHECK(to_hex(golden_reply(1, STAMP_FORMAT_NTP, 0, golden::error_ntp)) ==
	      to_hex(golden::reply_ntp()));
	CHECK(to_hex(golden_reply(7, STAMP_FORMAT_NTP, 0, golden::error_ntp)) ==
	      to_hex(golden::reply_stateful()));
	CHECK(to_hex(golden_reply(1, STAMP_FORMAT_PTP, golden::tai_minus_utc_ns,
				  golden::error_ptp)) == to_hex(golden::reply_ptp()));
}

TEST_CASE("reply_to takes nothing from the reserved octets") {
	stamp_request quiet = {}, noisy = {};

	std::memset(noisy.mbz, 0xff, sizeof(noisy.mbz));
	const stamp_reply a = reply_to(&quiet, 0, {}, 0, 0), b = reply_to(&noisy, 0, {}, 0, 0);

	CHECK(std::memcmp(&a, &b, sizeof(a)) == 0);
}

TEST_CASE("make_reply writes the reply over its request, and returns its sum") {
	const Octets octets = golden::request();
	const stamp_ts t2 = timestamp(golden::t2_ns, STAMP_FORMAT_NTP);
	const stamp_ts t3 = timestamp(golden::t3_ns, STAMP_FORMAT_NTP);
	stamp_request place;

	std::memcpy(&place, octets.data(), sizeof(place));
	const __u64 sum = make_reply(&place, stamp_swap32(1), t2, stamp_swap16(golden::error_ntp),
				     golden::ttl);

	CHECK(fold(sum) == fold(sum_words(&place, sizeof(place))));
	stamp_reply reply;

	std::memcpy(&reply, &place, sizeof(reply));
	CHECK(reply.ts.sec == t2.sec);
	CHECK(reply.ts.frac == t2.frac);
	reply.ts = t3;
	Octets made(sizeof(reply));

	std::memcpy(made.data(), &reply, sizeof(reply));
	CHECK(to_hex(made) == to_hex(golden::reply_ntp()));
}

TEST_CASE("turn_ethernet swaps the MACs and leaves the rest") {
	const Buffer frame(packet().mac({1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}).vlan(3).build());
	const Octets before = frame.octets();

	turn_ethernet(frame.at<mac_header>(0));
	CHECK(to_hex(slice(frame.octets(), 0, 12)) == "0708090a 0b0c0102 03040506");
	CHECK(slice(frame.octets(), 12, before.size() - 12) ==
	      slice(before, 12, before.size() - 12));
}

TEST_CASE("turn_ports swaps the ports") {
	const Buffer frame(packet().ports(1000, 862).build());

	turn_ports(frame.at<udphdr>(34));
	CHECK(get16(frame.octets(), 34) == 862);
	CHECK(get16(frame.octets(), 36) == 1000);
}

TEST_CASE("turn_ipv4: addresses, TTL, DSCP, length, a right checksum; identification kept") {
	for (int tos = 0; tos < 256; tos++) {
		const Buffer frame(
			packet().ttl(9).tos(static_cast<std::uint8_t>(tos)).ip_length(50).build());

		turn_ipv4(frame.at<iphdr>(14), 72);
		const Frame turned(frame.octets());

		CHECK(turned.source() == "192.0.2.2");
		CHECK(turned.destination() == "192.0.2.1");
		CHECK(turned.ttl() == 255);
		CHECK(turned.tos() == (tos & 0xfc));
		CHECK(turned.ip_checksum_is_valid());
		CHECK(get16(frame.octets(), 18) == 0x1d1d);
	}
}

TEST_CASE("turn_ipv6: addresses, hop limit, DSCP, length; flow label kept") {
	for (int tos = 0; tos < 256; tos++) {
		const Buffer frame(packet().ipv6()
					   .ttl(9)
					   .tos(static_cast<std::uint8_t>(tos))
					   .flow_label(0x9abcd)
					   .ip_length(20)
					   .build());

		turn_ipv6(frame.at<ipv6hdr>(14), 92);
		const Frame turned(frame.octets());

		CHECK(turned.source() == "2001:db8::2");
		CHECK(turned.destination() == "2001:db8::1");
		CHECK(turned.ttl() == 255);
		CHECK(turned.tos() == (tos & 0xfc));
		CHECK(turned.flow_label() == 0x9abcd);
	}
}

TEST_CASE("turn_ipv4 counts on options that have become No-Operation") {
	for (std::size_t size = 0; size <= 40; size += 4) {
		const Buffer frame(packet().options(Octets(size, IPV4_NO_OPERATION)).build());

		turn_ipv4(frame.at<iphdr>(14), static_cast<std::uint16_t>(20 + size + 52));
		CHECK(Frame(frame.octets()).options() == Octets(size, 1));
		CHECK(Frame(frame.octets()).ip_checksum_is_valid());
	}
}
