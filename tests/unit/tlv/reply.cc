// SPDX-License-Identifier: Apache-2.0
#include "tlv/reply.h"
#include "support/catch.h"
#include "support/golden_auth.h"
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv;
using stamp::test::from_hex;
using stamp::test::Octets;
namespace golden = stamp::test::golden;

namespace {

// "answered 4, malformed 1"
std::string states(const std::vector<ReplyTlv> &tlvs) {
	std::string text;
	for (const ReplyTlv &tlv : tlvs) {
		const char *const names[] = {"answered", "unrecognised", "malformed", "integrity"};
		text += (text.empty() ? "" : ", ") +
			std::string(names[static_cast<int>(tlv.state)]) + " " +
			std::to_string(tlv.type);
	}
	return text;
}

std::string states(const std::string &hex, stamp_hmac_tlv hmac = STAMP_HMAC_TLV_NONE,
		   bool has_to_be_signed = false) {
	const Octets tail = from_hex(hex);
	return states(read_tlvs(tail, tail.size(), hmac, {has_to_be_signed}));
}

const std::string class_tlv = "00040004 bae40000 ";
const std::string times_tlv = "00030004 01020502 ";

} // namespace

TEST_CASE("the golden reply's Class of Service") {
	const Octets tail = golden::signed_reply_tlvs();
	const auto tlvs = read_tlvs(tail, tail.size(), STAMP_HMAC_TLV_GOOD, {true});
	CHECK(states(tlvs) == "answered 4, answered 8, answered 1");
	const auto fields = find(tlvs[0].type)->kind->read(tlvs[0].value);
	CHECK(tlv::test::text_of(fields, "asked_dscp") == "46");
	CHECK(tlv::test::text_of(fields, "arrived_dscp") == "46");
	CHECK(tlv::test::text_of(fields, "arrived_ecn") == "1");
	CHECK(tlv::test::text_of(fields, "refused") == "false");
}

TEST_CASE("U is skipped (S8972-04 T-28), M ends it (S8972-05)") {
	CHECK(states("80040004 b8000000" + times_tlv) == "unrecognised 4, answered 3");
	CHECK(states("80c80004 01020304" + times_tlv) == "unrecognised 200, answered 3");
	CHECK(states("40040005 b8000000" + times_tlv) == "malformed 4");
	CHECK(states(times_tlv + "40040004 b8000000" + times_tlv) == "answered 3, malformed 4");
}

TEST_CASE("I in one TLV, or a wrong signature, discards them all (S8972-06 S8972-07)") {
	CHECK(states(class_tlv + "20030004 01020502") == "integrity 4, integrity 3");
	CHECK(states(class_tlv, STAMP_HMAC_TLV_BAD) == "integrity 4");
	CHECK(states(class_tlv, STAMP_HMAC_TLV_NONE, true) == "integrity 4");
	CHECK(states(class_tlv, STAMP_HMAC_TLV_GOOD, true) == "answered 4");
	CHECK(states("20040004 b8000000 20080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b4"
		     "20010004 deadbeef") == "integrity 4, integrity 8, integrity 1");
}

TEST_CASE("a length is checked whatever the flags say (S8972-08)") {
	CHECK(states("00040005 b8000000") == "malformed 4");	       // longer than the packet
	CHECK(states("00040003 b80000" + times_tlv) == "malformed 4"); // not its length
	CHECK(states("00090008 c0000207 c0000207" + times_tlv) ==
	      "malformed 9"); // between 4 and 16
	CHECK(states(times_tlv + "0002ffff 0000") == "answered 3, malformed 2");
	CHECK(states("00c8ffff") == "malformed 200");
}

TEST_CASE("what is too short for a TLV is none") {
	CHECK(states("").empty());
	CHECK(states("000400").empty());
	CHECK(states(class_tlv + "000000") == "answered 4");
}

TEST_CASE("of a reply that is longer than what is known of it") {
	const Octets known = from_hex(class_tlv + "00010100 ffff");
	CHECK(states(read_tlvs(known, 8 + 4 + 256, STAMP_HMAC_TLV_NONE, {})) ==
	      "answered 4, answered 1");
	CHECK(states(read_tlvs(known, 8 + 4 + 255, STAMP_HMAC_TLV_NONE, {})) ==
	      "answered 4, malformed 1");
	const Octets value_missing = from_hex("00040004 bae4");
	CHECK(read_tlvs(value_missing, 8, STAMP_HMAC_TLV_NONE, {}).empty());
}

TEST_CASE("a reply of very many TLVs") {
	CHECK(split_tlvs(Octets(1024), 1024).size() == STAMP_MAX_TLVS);
}
