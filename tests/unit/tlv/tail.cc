// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/catch.h"
#include "support/golden_auth.h"
#include "tlv/tail.h"
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv;
using stamp::test::Octets;
using stamp::tlv::test::requests;
namespace golden = stamp::test::golden;

namespace {

Octets octets_of(std::span<const std::byte> bytes) {
	Octets octets;
	for (const std::byte b : bytes)
		octets.push_back(std::to_integer<std::uint8_t>(b));
	return octets;
}

Request sized(std::uint8_t type, std::size_t octets) {
	return {type, std::vector<std::byte>(octets)};
}

Request cos() {
	return requests({"class-of-service:1"}).front();
}

std::string refused(const std::vector<Request> &tlvs, const TailSettings &settings) {
	const auto tail = build_tail(tlvs, settings);
	return tail ? "" : tail.error().text();
}

} // namespace

TEST_CASE("S9503-02 a request has one Return Path, of other types as many as are wanted") {
	const std::string refusal = "a request has at most one TLV return_path";
	const auto refused_of = [](std::vector<std::string> texts) {
		return refused(requests(std::move(texts)), {});
	};
	CHECK(refused_of({"return-path:no-reply"}).empty());
	CHECK(refused_of({"padding", "location", "padding", "location"}).empty());
	CHECK(refused_of({"return-path:no-reply", "return-path:same-link"}) == refusal);
	CHECK(refused_of({"return-path:same-link", "padding", "type=10:80010004"}) == refusal);
}

TEST_CASE("the TLVs of the golden request") {
	Octets expected = golden::signed_request_tlvs();
	std::fill_n(expected.begin() + 12, 16, std::uint8_t{0}); // egress signs
	const auto tail =
		build_tail(requests({"type=1:deadbeef", "hmac", "class-of-service:46"}), {});
	REQUIRE(tail);
	CHECK(octets_of(tail->octets) == expected);
	CHECK(tail->hmac_at == 8);
	CHECK(tail->reported == 28); // not the padding
	CHECK(tail->changing == 0);
}

TEST_CASE("in authenticated mode the TLVs are signed, but for one Extra Padding (S8972-09 "
	  "S8972-10)") {
	const auto hmac_at = [](const std::vector<Request> &tlvs,
				std::optional<std::size_t> length = {}) {
		return build_tail(tlvs, {112, true, length}).value().hmac_at;
	};
	CHECK_FALSE(hmac_at({}));
	CHECK_FALSE(hmac_at({sized(1, 8)}));
	CHECK_FALSE(hmac_at({}, 200));
	CHECK(hmac_at({sized(1, 8), sized(1, 8)}) == 0);
	CHECK(hmac_at({sized(1, 8)}, 200) == 0);
	CHECK(hmac_at({sized(1, 8), cos()}) == 8);
	CHECK(hmac_at({cos(), sized(8, 16), sized(8, 16)}) == 8);
	CHECK(build_tail({cos()}, {112, true, 200})->octets.size() == 88);
	CHECK_FALSE(build_tail({cos()}, {})->hmac_at);
}

TEST_CASE("the length is reached with Extra Padding, or refused (S8972-22)") {
	for (const std::size_t length : {52U, 56U, 57U, 100U, 1472U, 65507U}) {
		CAPTURE(length);
		const auto tail = build_tail({cos()}, {44, false, length});
		REQUIRE(tail);
		CHECK(tail->octets.size() == length - 44);
		CHECK(tail->reported == 8);
	}
	for (const std::size_t length : {44U, 51U, 53U, 54U, 55U})
		CHECK(refused({cos()}, {44, false, length}).find("52 octets") != std::string::npos);
	CHECK(refused({sized(1, 65507 - 44 - 3)}, {}).find("UDP") != std::string::npos);
	CHECK(refused({sized(200, 1021)}, {}).find("1024") != std::string::npos);
	CHECK(build_tail({sized(200, 1020)}, {}));
	CHECK(refused(std::vector<Request>(65, sized(200, 0)), {}).find("64") != std::string::npos);
}

TEST_CASE("padding alone is worth its first header") {
	CHECK(build_tail({sized(1, 60), sized(1, 60)}, {})->reported == 4);
	CHECK(build_tail({}, {})->reported == 0);
}
