// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"

#include <algorithm>

#include "support/catch.h"
#include "support/golden.h"
#include "tlv/tail.h"

using namespace stamp;
using namespace stamp::test;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime golden_t1 = UtcTime{Duration{golden::t1_ns}};
constexpr int golden_tai = golden::tai_minus_utc_ns / 1000000000;

Octets octets_of(std::span<const std::byte> request) {
	Octets octets;
	for (const std::byte b : request)
		octets.push_back(std::to_integer<std::uint8_t>(b));
	return octets;
}

// A request of `length` octets with the golden number, SSID and error estimate.
Octets request(std::size_t length, std::uint32_t seq = 1) {
	wire::RequestTemplate request(tlv::padding_tail(length, false), 0x1234);
	return octets_of(request.request(seq, 0x8f84));
}

// From a heap block of exactly that size, so that the address sanitizer sees a read beyond it.
std::optional<wire::Reply> decode(const Octets &payload) {
	const Octets exact(payload.begin(), payload.end());
	return wire::decode_reply(exact, exact.size());
}

} // namespace

TEST_CASE("S8762-01 T-40: a request without TLVs is 44 octets") {
	CHECK(request(44).size() == 44);
	CHECK(request(0).size() == 44); // never less than the base packet
}

TEST_CASE("a request is the golden one but for its time, which egress writes") {
	Octets expected = golden::request();
	std::fill_n(expected.begin() + 4, 8, 0);
	CHECK(to_hex(request(44)) == to_hex(expected));
}

TEST_CASE("S8762-02 S8762-05: an authenticated request, but for what egress writes") {
	wire::RequestTemplate asked(tlv::padding_tail(112, true), 0x1234, true);
	const Octets octets = octets_of(asked.request(1, 0x8f84));
	REQUIRE(octets.size() == 112);
	CHECK(to_hex(slice(octets, 0, 4)) == "00000001");
	CHECK(slice(octets, 4, 12) == Octets(12));
	CHECK(slice(octets, 16, 8) == Octets(8)); // T1
	CHECK(to_hex(slice(octets, 24, 4)) == "8f841234");
	CHECK(slice(octets, 28, 68) == Octets(68));
	CHECK(slice(octets, 96, 16) == Octets(16)); // HMAC
	CHECK(octets_of(asked.request(0xffffffff, 1)).size() == 112);
	CHECK(octets_of(wire::RequestTemplate(tlv::padding_tail(44, true), 1, true).request(1, 1))
		      .size() == 112);
}

TEST_CASE("padding of an authenticated request begins behind its HMAC") {
	wire::RequestTemplate asked(tlv::padding_tail(120, true), 0x1234, true);
	const Octets octets = octets_of(asked.request(1, 0x8f84));
	REQUIRE(octets.size() == 120);
	CHECK(to_hex(slice(octets, 112, 4)) == "80010004");
	CHECK(slice(octets, 28, 84) == Octets(84));
	CHECK(octets_of(wire::RequestTemplate(tlv::padding_tail(116, true), 1, true).request(1, 1))
		      .size() == 116);
}

TEST_CASE("S8762-03 S8762-04: the number on the wire, to the wrap and beyond") {
	wire::RequestTemplate request(tlv::padding_tail(44, false), 1);
	std::uint32_t seq = 0xfffffffe;
	for (const std::uint32_t expected : {0xfffffffeu, 0xffffffffu, 0u, 1u})
		CHECK(get32(octets_of(request.request(seq++, 1)), 0) == expected);
}

TEST_CASE("S8762-05: what must be zero is zero") {
	const Octets octets = request(100, 0xffffffff);
	CHECK(slice(octets, 16, 28) == Octets(28));
	CHECK(slice(octets, 4, 8) == Octets(8)); // T1
}

TEST_CASE("S8972-02: the same SSID in every packet") {
	wire::RequestTemplate request(tlv::padding_tail(60, false), 0xbeef);
	for (const std::uint32_t seq : {0u, 1u, 0xffffffffu})
		CHECK(get16(octets_of(request.request(seq, 0xffff)), 14) == 0xbeef);
}

TEST_CASE("the error estimate changes from request to request") {
	wire::RequestTemplate request(tlv::padding_tail(44, false), 1);
	CHECK(get16(octets_of(request.request(0, 0x8f84)), 12) == 0x8f84);
	CHECK(get16(octets_of(request.request(1, 0x0f01)), 12) == 0x0f01);
}

TEST_CASE("S8972-01: what lies behind the base is one Extra Padding TLV, flagged U") {
	for (const std::size_t length : {48u, 49u, 63u, 64u, 1472u, 8972u, 65507u}) {
		CAPTURE(length);
		const Octets octets = request(length);
		REQUIRE(octets.size() == length);
		CHECK(octets[44] == 0x80);
		CHECK(octets[45] == 1);
		CHECK(get16(octets, 46) == length - 48);
		CHECK(get32(octets, 0) == 1);
		CHECK(get16(octets, 14) == 0x1234);
	}
}

TEST_CASE("S8972-12: padding is pseudo-random and the same in every packet of a session") {
	wire::RequestTemplate session(tlv::padding_tail(1472, false), 1);
	const Octets first = slice(octets_of(session.request(0, 1)), 48, 1424);
	CHECK(slice(octets_of(session.request(1, 2)), 48, 1424) == first);
	CHECK(slice(request(1472), 48, 1424) != first);
	std::vector<int> seen(256);
	for (const std::uint8_t octet : first)
		seen[octet]++;
	CHECK(std::count(seen.begin(), seen.end(), 0) < 20); // of 256 values in 1424 draws
}

TEST_CASE("S8972-22: lengths that no TLV can fill carry none") {
	// The command line refuses them; here they must at least not run over the end.
	for (const std::size_t length : {45u, 46u, 47u}) {
		const Octets octets = request(length);
		CHECK(octets.size() == length);
		CHECK(slice(octets, 44, length - 44) == Octets(length - 44));
	}
}

TEST_CASE("golden reply, NTP") {
	const auto reply = decode(golden::reply_stateful());
	REQUIRE(reply);
	CHECK(reply->seq == 7);
	CHECK(reply->sender_seq == 1);
	CHECK(reply->ssid == 0x1234);
	CHECK(reply->sender_ttl == golden::ttl);
	CHECK(reply->t1.raw == time::WireTime{0xed003780, 0x80000000});
	CHECK(reply->error().synced);
	CHECK_FALSE(reply->error().ptp);
	CHECK(reply->error().error == Duration{239}); // 2^-22 s, rounded up
	CHECK(reply->sender_error().synced);
	CHECK(reply->sender_error().error == Duration{1007081}); // 132 * 2^-17 s
	CHECK(wire::to_utc(reply->t2, golden_t1, golden_tai) == golden_t1 + 250us);
	CHECK(wire::to_utc(reply->t3, golden_t1, golden_tai) == golden_t1 + 260us);
	CHECK(wire::to_utc(reply->t1, golden_t1, golden_tai) == golden_t1);
}

TEST_CASE("S8762-15: golden reply in PTP to a request in NTP") {
	const auto reply = decode(golden::reply_ptp());
	REQUIRE(reply);
	CHECK(reply->error().ptp);
	CHECK_FALSE(reply->sender_error().ptp);
	CHECK(reply->t2.ptp);
	CHECK(reply->t3.ptp);
	CHECK_FALSE(reply->t1.ptp);
	CHECK(wire::to_utc(reply->t2, golden_t1, golden_tai) == golden_t1 + 250us);
	CHECK(wire::to_utc(reply->t3, golden_t1, golden_tai) == golden_t1 + 260us);
	CHECK(wire::to_utc(reply->t1, golden_t1, golden_tai) == golden_t1);
	// Without the offset PTP is off by it, NTP is not.
	CHECK(wire::to_utc(reply->t2, golden_t1, 0) - golden_t1 ==
	      250us + Duration{golden::tai_minus_utc_ns});
	CHECK(wire::to_utc(reply->t1, golden_t1, 0) == golden_t1);
}

TEST_CASE("S8762-16: what stands where zero should is ignored") {
	Octets payload = golden::reply_ntp();
	for (const std::size_t at : {38u, 39u, 41u, 42u, 43u})
		payload[at] = 0xff;
	const auto reply = decode(payload);
	REQUIRE(reply);
	CHECK(reply->sender_ttl == golden::ttl);
	CHECK(reply->sender_error().error == Duration{1007081});
}

TEST_CASE("S8762-23 T-02 T-03: replies of 38 octets and more, the TTL from 41 on") {
	for (std::size_t length = 0; length <= 44; length++) {
		CAPTURE(length);
		const auto reply = decode(slice(golden::reply_ntp(), 0, length));
		REQUIRE(reply.has_value() == (length >= 38));
		if (!reply)
			continue;
		CHECK(reply->sender_seq == 1);
		CHECK(reply->sender_error().error == Duration{1007081});
		CHECK(reply->sender_ttl.has_value() == (length >= 41));
	}
}

TEST_CASE("what is kept of a reply may be shorter than the reply, and the other way round") {
	const Octets base = golden::reply_ntp();
	CHECK(wire::decode_reply(base, 1472)); // 44 octets of a padded reply
	Octets whole = base;
	whole[40] = 9;
	// A record always holds 44 octets; those beyond the length are not the packet's.
	CHECK_FALSE(wire::decode_reply(whole, 37));
	const auto reply = wire::decode_reply(whole, 40);
	REQUIRE(reply);
	CHECK_FALSE(reply->sender_ttl);
}

TEST_CASE("a TTL of zero is an unknown one (T-16)") {
	Octets payload = golden::reply_ntp();
	payload[40] = 0;
	CHECK_FALSE(decode(payload)->sender_ttl);
	payload[40] = 255;
	CHECK(decode(payload)->sender_ttl == 255);
}

TEST_CASE("S8762-29: a multiplier of zero leaves the error unknown") {
	Octets payload = golden::reply_ntp();
	put16(payload, 12, 0x8a00);
	const auto reply = decode(payload);
	REQUIRE(reply);
	CHECK(reply->error().synced);
	CHECK_FALSE(reply->error().error);
}

TEST_CASE("S8762-28: timestamps are of the era nearest to the local clock") {
	constexpr UtcTime wrap = UtcTime{Duration{2085978496s}}; // 2036-02-07 06:28:16
	const wire::Stamp before{{0xffffffff, 0xc0000000}, false};
	const wire::Stamp after{{0, 0x40000000}, false};
	for (const UtcTime near : {wrap - 10s, wrap, wrap + 10s}) {
		CHECK(wire::to_utc(before, near, 0) == wrap - 250ms);
		CHECK(wire::to_utc(after, near, 0) == wrap + 250ms);
	}
}
