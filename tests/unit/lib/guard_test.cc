// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/guard.h"

#include <cstring>

#include "bpf/lib/address.h"
#include "support/catch.h"
#include "support/golden.h"
#include "support/golden_auth.h"
#include "support/packet.h"

using namespace stamp::test;

namespace {

stamp_addr addr(const std::string &text) {
	Octets octets = address_octets(text);
	stamp_addr a = {};

	if (octets.size() == 4) {
		__be32 word;

		std::memcpy(&word, octets.data(), 4);
		return map_ipv4(word);
	}
	std::memcpy(&a, octets.data(), 16);
	return a;
}

bool multicast(const std::string &text) {
	const stamp_addr a = addr(text);

	return is_multicast(&a) != 0;
}

bool unanswerable(const std::string &text, bool on_loopback = false) {
	const stamp_addr a = addr(text);

	return is_unanswerable(&a, text.find(':') != std::string::npos, on_loopback) != 0;
}

bool reply(const Octets &octets, bool from_our_port) {
	stamp_request request = {};

	std::memcpy(&request, octets.data(), std::min(octets.size(), sizeof(request)));
	return is_reply(&request, from_our_port) != 0;
}

} // namespace

TEST_CASE("mapped addresses are IPv4's") {
	const stamp_addr four = addr("192.0.2.1"), mapped = addr("::ffff:192.0.2.1"),
			 six = addr("2001:db8::1"), near = addr("::fffe:1:1"),
			 other = addr("0:0:1::ffff:1:1");

	CHECK(is_mapped_ipv4(&four));
	CHECK(is_mapped_ipv4(&mapped));
	CHECK(!is_mapped_ipv4(&six));
	CHECK(!is_mapped_ipv4(&near));
	CHECK(!is_mapped_ipv4(&other));
}

TEST_CASE("loopback is 127/8") {
	for (const char *text : {"127.0.0.0", "127.0.0.1", "127.255.255.255"})
		CHECK(is_loopback_ipv4(addr(text).word[3]));
	for (const char *text : {"126.255.255.255", "128.0.0.0", "0.0.0.127"})
		CHECK(!is_loopback_ipv4(addr(text).word[3]));
}

TEST_CASE("multicast is 224/4 and all above, and ff00::/8") {
	for (const char *text : {"224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
				 "ff00::", "ff02::1", "ffff::1"})
		CHECK(multicast(text));
	for (const char *text : {"223.255.255.255", "192.0.2.1", "0.0.0.0", "fe80::1",
				 "::", "fec0::1", "2001:db8::ff"})
		CHECK(!multicast(text));
}

TEST_CASE("nobody and loopback get no answer off the loopback device") {
	for (const char *text : {"0.0.0.0", "0.255.255.255", "127.0.0.1", "127.9.9.9", "::", "::1"})
		CHECK(unanswerable(text));
	for (const char *text : {"1.0.0.0", "126.0.0.1", "192.0.2.1", "::2", "::1:0:0",
				 "1::", "fe80::1", "2001:db8::1"})
		CHECK(!unanswerable(text));
}

TEST_CASE("on the loopback device, loopback gets an answer and nobody does not") {
	for (const char *text : {"127.0.0.1", "127.9.9.9", "::1"})
		CHECK(!unanswerable(text, true));
	for (const char *text : {"0.0.0.0", "0.1.2.3", "::"})
		CHECK(unanswerable(text, true));
}

TEST_CASE("replies are distinguished from requests") {
	for (const Octets &octets :
	     {golden::reply_ntp(), golden::reply_ptp(), golden::reply_stateful()}) {
		CHECK(reply(octets, true));
		CHECK(reply(octets, false));
		for (std::size_t size : {38, 40, 41, 43}) {
			CHECK(reply(slice(octets, 0, size), true));
			CHECK(reply(slice(octets, 0, size), false));
		}
	}
	CHECK(!reply(golden::request(), true));
	CHECK(!reply(golden::request(), false));
}

TEST_CASE("from a reflector's port any reserved octet that is set makes a reply") {
	for (std::size_t at = 0; at < 28; at++) {
		Octets mbz(28);

		mbz[at] = 1;
		CHECK(reply(seq(1).mbz(mbz).octets(), true));
		CHECK(!reply(seq(1).time(golden::t1_ntp).mbz(mbz).octets(), false));
	}
	for (std::size_t at = 0; at < 16; at++) {
		Octets other = Octets(44);

		other[at] = 0xff;
		CHECK(!reply(other, true));
	}
}

TEST_CASE("T2 and T3 of a reply are at most two seconds apart") {
	for (int apart = -6; apart <= 6; apart++) {
		Octets octets = golden::reply_ntp();

		put32(octets, 16, get32(octets, 4) + static_cast<std::uint32_t>(apart));
		CHECK(reply(octets, false) == (apart >= -2 && apart <= 2));
	}
}

namespace {

stamp_request front_of(const Octets &payload) {
	stamp_request front = {};

	std::memcpy(&front, payload.data(), std::min(payload.size(), sizeof(front)));
	return front;
}

bool signed_request(Octets payload, std::size_t size) {
	payload.resize(size);
	const stamp_request front = front_of(payload);

	return is_auth_request(&front, static_cast<__u32>(size)) != 0;
}

bool unsigned_request(Octets payload, std::size_t size) {
	payload.resize(size);
	const stamp_request front = front_of(payload);

	return is_unsigned(&front, static_cast<__u32>(size)) != 0;
}

bool twamp_light(Octets payload) {
	const stamp_request front = front_of(payload);

	return is_twamp_light(&front, static_cast<__u32>(payload.size())) != 0;
}

} // namespace

TEST_CASE("an authenticated request is known by its timestamp, and nothing else passes for one") {
	CHECK(signed_request(golden::auth_request(), 112));
	CHECK(signed_request(golden::auth_request(), 1400));
	CHECK_FALSE(signed_request(golden::auth_request(), 111));
	for (const Octets &other : {golden::request(), golden::reply_ntp(), golden::reply_ptp(),
				    Octets(112), golden::auth_reply_stateful(), pattern(112)})
		CHECK_FALSE(signed_request(other, 112));
}

TEST_CASE("a request that nobody meant to sign is known, whatever its length; a cut one is not") {
	for (std::size_t size : {14, 43, 44, 48, 111, 112, 1400})
		CHECK(unsigned_request(golden::request(), size));
	for (std::size_t size : {24, 44, 96, 111, 112, 1400})
		CHECK_FALSE(unsigned_request(golden::auth_request(), size));
	for (std::size_t size : {44, 112})
		CHECK(unsigned_request(Octets(112), size));
	Octets forged = golden::auth_request();

	forged[5] ^= 1; /* zero in what was signed, and no Error Estimate behind it */
	CHECK_FALSE(unsigned_request(forged, 112));
}

TEST_CASE("TWAMP Light is what is too short for STAMP, or has padding where STAMP has zeros") {
	CHECK_FALSE(twamp_light(golden::request()));
	CHECK_FALSE(twamp_light(Octets(44)));
	for (std::size_t size : {14, 16, 41, 43})
		CHECK(twamp_light(Octets(size)));
	for (std::size_t at = 16; at < 44; at++) {
		Octets padded = golden::request();

		padded[at] = 1;
		INFO("octet " << at);
		CHECK(twamp_light(padded));
	}
}
