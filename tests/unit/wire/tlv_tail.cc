// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "net/address.h"
#include "support/catch.h"
#include "support/golden_auth.h"
#include "wire/codec.h"
#include "wire/tlv_tail.h"
#include "wire/tlv_values.h"

using namespace stamp;
using namespace stamp::wire;
using stamp::test::from_hex;
using stamp::test::Octets;
namespace golden = stamp::test::golden;

namespace {

Octets octets_of(std::span<const std::byte> bytes) {
	Octets octets;
	for (const std::byte b : bytes)
		octets.push_back(std::to_integer<std::uint8_t>(b));
	return octets;
}

TlvRequest tlv(std::uint8_t type, std::size_t octets) {
	return {type, std::vector<std::byte>(octets)};
}

Octets built(const std::vector<TlvRequest> &tlvs, const TailSettings &settings = {}) {
	return octets_of(build_tail(tlvs, settings).value().octets);
}

std::string refused(const std::vector<TlvRequest> &tlvs, const TailSettings &settings) {
	const auto tail = build_tail(tlvs, settings);
	return tail ? "" : tail.error().text();
}

} // namespace

TEST_CASE("the TLVs of the golden request") {
	Octets expected = golden::signed_request_tlvs();
	std::fill_n(expected.begin() + 12, 16, std::uint8_t{0}); // egress signs
	const std::vector<std::byte> dead_beef{std::byte{0xde}, std::byte{0xad}, std::byte{0xbe},
					       std::byte{0xef}};
	const auto tail =
		build_tail({padding_tlv(dead_beef), hmac_tlv(), class_of_service_tlv(46)}, {});
	REQUIRE(tail);
	CHECK(octets_of(tail->octets) == expected);
	CHECK(tail->hmac_at == 8);
	CHECK(tail->telling == 28); // the padding tells nothing
	CHECK(tail->changing == 0);
}

TEST_CASE("what is for the reflector to fill in is zero, and flags are U (S8972-01 S8972-13 "
	  "S8972-14 S8972-15 S8972-17 S8972-20)") {
	CHECK(built({location_tlv()}) == from_hex("80020038 00000000 80010008 0000000000000000"
						  "80040010 00000000000000000000000000000000"
						  "80070010 00000000000000000000000000000000"));
	CHECK(built({timestamp_information_tlv()}) == from_hex("80030004 00000000"));
	CHECK(built({class_of_service_tlv(63)}) == from_hex("80040004 fc000000"));
	CHECK(built({direct_measurement_tlv()}) == from_hex("8005000c 00000000 00000000 00000000"));
	CHECK(built({access_report_tlv(2, 1)}) == from_hex("80060004 20010000"));
	CHECK(built({follow_up_tlv()}) == from_hex("80070010 00000000 00000000 00000000 00000000"));
	CHECK(built({destination_node_tlv(*net::Address::parse("192.0.2.7"))}) ==
	      from_hex("80090004 c0000207"));
	CHECK(built({destination_node_tlv(*net::Address::parse("2001:db8::7"))}) ==
	      from_hex("80090010 20010db8 00000000 00000000 00000007"));
	// S9534-01
	CHECK(built({micro_session_tlv(258, 0)}) == from_hex("800b0004 01020000"));
}

TEST_CASE("in authenticated mode the TLVs are signed, but for one Extra Padding (S8972-09 "
	  "S8972-10)") {
	const auto hmac_at = [](const std::vector<TlvRequest> &tlvs,
				std::optional<std::size_t> length = {}) {
		return build_tail(tlvs, {112, true, length}).value().hmac_at;
	};
	CHECK_FALSE(hmac_at({}));
	CHECK_FALSE(hmac_at({tlv(1, 8)}));
	CHECK_FALSE(hmac_at({}, 200));
	CHECK(hmac_at({tlv(1, 8), tlv(1, 8)}) == 0);
	CHECK(hmac_at({tlv(1, 8)}, 200) == 0);
	CHECK(hmac_at({tlv(1, 8), class_of_service_tlv(1)}) == 8);
	CHECK(hmac_at({class_of_service_tlv(1), hmac_tlv(), hmac_tlv()}) == 8);
	CHECK(build_tail({class_of_service_tlv(1)}, {112, true, 200})->octets.size() == 88);
	CHECK_FALSE(build_tail({class_of_service_tlv(1)}, {})->hmac_at);
}

TEST_CASE("the length is reached with Extra Padding, or refused (S8972-22)") {
	for (const std::size_t length : {52U, 56U, 57U, 100U, 1472U, 65507U}) {
		CAPTURE(length);
		const auto tail = build_tail({class_of_service_tlv(1)}, {44, false, length});
		REQUIRE(tail);
		CHECK(tail->octets.size() == length - 44);
		CHECK(tail->telling == 8);
	}
	for (const std::size_t length : {44U, 51U, 53U, 54U, 55U})
		CHECK(refused({class_of_service_tlv(1)}, {44, false, length}).find("52 octets") !=
		      std::string::npos);
	CHECK(refused({tlv(1, 65507 - 44 - 3)}, {}).find("UDP") != std::string::npos);
	CHECK(refused({tlv(200, 1021)}, {}).find("1024") != std::string::npos);
	CHECK(build_tail({tlv(200, 1020)}, {}));
	CHECK(refused(std::vector<TlvRequest>(65, tlv(200, 0)), {}).find("64") !=
	      std::string::npos);
}

TEST_CASE("padding alone is worth its first header") {
	CHECK(build_tail({tlv(1, 60), tlv(1, 60)}, {})->telling == 4);
	CHECK(build_tail({}, {})->telling == 0);
}

TEST_CASE("a request counts those that were sent with it (Direct Measurement)") {
	RequestTemplate request(
		build_tail({class_of_service_tlv(1), direct_measurement_tlv()}, {}).value(), 1);
	CHECK(request.changing() == 44 + 8 + 16);
	const auto count = [&](std::uint32_t seq) {
		return stamp::test::get32(octets_of(request.request(seq, 1)), 44 + 8 + 4);
	};
	CHECK(count(0) == 1);
	CHECK(count(0xfffffffe) == 0xffffffff);
	CHECK(count(0xffffffff) == 0);
}

TEST_CASE("a request without its Access Report has padding in its place") {
	const Tail tail =
		build_tail({access_report_tlv(1, 2), class_of_service_tlv(1)}, {112, true}).value();
	RequestTemplate request(tail, 1, true);
	const auto octets = [&](bool report) {
		const auto all = octets_of(request.request(7, 1, report));
		return Octets(all.begin() + 112, all.begin() + 120);
	};
	CHECK(octets(true) == from_hex("80060004 10020000"));
	CHECK(octets(false) == from_hex("80010004 00000000"));
	CHECK(octets(true) == from_hex("80060004 10020000"));
}
