// SPDX-License-Identifier: Apache-2.0
#include "wire/tlv_reply.h"
#include "support/catch.h"
#include "support/golden_auth.h"
#include "wire/tlv_values.h"

using namespace stamp;
using namespace stamp::wire;
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
	const auto value = decode_class_of_service(tlvs[0].value);
	CHECK(value.asked == 46);
	CHECK(value.dscp == 46);
	CHECK(value.ecn == 1);
	CHECK_FALSE(value.refused);
	const Octets refused = from_hex("04030000");
	CHECK(decode_class_of_service(refused).refused);
	CHECK(decode_class_of_service(refused).asked == 1);
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

TEST_CASE("Location: what is told of how a request arrived") {
	const Octets v4 = from_hex("035e 1f90 00020008 02005e1000010000"
				   "00050010 c0000202 000000000000000000000000"
				   "00080010 c6336407 000000000000000000000000");
	const Location a = decode_location(v4);
	CHECK(a.destination_port == 862);
	CHECK(a.source_port == 8080);
	CHECK(a.source_mac == "02:00:5e:10:00:01");
	CHECK(a.destination->text() == "192.0.2.2");
	CHECK(a.source->text() == "198.51.100.7");

	const Octets v6 = from_hex("0000 0000 00030008 0000000000000000"
				   "00060010 20010db8000000000000000000000002"
				   "00090010 00000000000000000000000000000000");
	const Location b = decode_location(v6);
	CHECK_FALSE(b.destination_port);
	CHECK_FALSE(b.source_mac);
	CHECK(b.destination->text() == "2001:db8::2");
	CHECK_FALSE(b.source);

	const Octets odd = from_hex("0001 0002 80010008 0000000000000000"
				    "40050010 c0000202 00000000 00000000 00000000"
				    "00080010 c6336407 00000000 00000000 00000000");
	const Location c = decode_location(odd); // U is skipped, M ends it
	CHECK(c.source_port == 2);
	CHECK_FALSE(c.source_mac);
	CHECK_FALSE(c.destination);
	CHECK_FALSE(c.source);
}

TEST_CASE("Follow-Up Telemetry: zeros tell nothing") {
	CHECK_FALSE(decode_follow_up(Octets(16), false));
	const Octets value = from_hex("00000006 6955b925 1dd15ca0 02000000");
	const auto told = decode_follow_up(value, true);
	REQUIRE(told);
	CHECK(told->seq == 6);
	CHECK(told->t3.raw.sec == 0x6955b925);
	CHECK(told->t3.ptp);
	CHECK(told->method == 2);
}

TEST_CASE("the other values") {
	const auto d = decode_direct_measurement(from_hex("00000005 00000004 fffffffe"));
	CHECK(d.sender_tx == 5);
	CHECK(d.reflector_rx == 4);
	CHECK(d.reflector_tx == 0xfffffffe);
	const auto a = decode_access_report(from_hex("20010000"));
	CHECK(a.id == 2);
	CHECK(a.return_code == 1);
	const auto t = decode_timestamp_information(from_hex("01020503"));
	CHECK(t.source_in == 1);
	CHECK(t.method_in == 2);
	CHECK(t.source_out == 5);
	CHECK(t.method_out == 3);
	const auto m = decode_micro_session(from_hex("00070102"));
	CHECK(m.sender == 7);
	CHECK(m.reflector == 258);
}

TEST_CASE("types have the names of the table") {
	CHECK(tlv_name(4) == "class_of_service");
	CHECK(tlv_name(200) == "type_200");
	CHECK(tlv_names().size() == 10);
}
