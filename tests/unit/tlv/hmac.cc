// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("HMAC: 16 octets of zero, which egress fills in") {
	CHECK(value_of("hmac") == std::string(32, '0'));
	CHECK(refusal("hmac:00") == "'hmac:00': takes no argument");
	CHECK(refusal("type=8:00") == "an HMAC is computed and cannot be given");
}

TEST_CASE("HMAC: values of replies that are not signed as they have to be are not used") {
	TlvRig rig({"class-of-service:46", "hmac"});
	const std::string hmac = "00080010 ba678760 0b155bec 49902f43 7f549af6";
	rig.exchange("00040004 b80c0000" + hmac, STAMP_HMAC_TLV_BAD);
	rig.exchange("00040004 b80c0000");
	CHECK(rig.tally().integrity == 2);
	CHECK(rig.field("arrived_dscp") == "null");
	rig.exchange("00040004 b80c0000" + hmac, STAMP_HMAC_TLV_GOOD);
	CHECK(rig.field("arrived_dscp") == "0");
	CHECK(rig.tally(1).answered == 1);
	CHECK(rig.summary().received == 3); // the base packet counts whatever its TLVs are
}

TEST_CASE("HMAC: one that the kernel found behind long padding counts as it judged it") {
	TlvRig rig({"direct-measurement", "padding:1000", "hmac"});
	const std::string known = "0005000c 00000001 00000001 00000000 000103e8 05e68d7d";
	const std::size_t octets = 16 + 1004 + 20;
	rig.exchange_long(known, octets, STAMP_HMAC_TLV_GOOD);
	CHECK(rig.tally(1).name == "padding");
	for (std::size_t i = 0; i < 3; i++)
		CHECK(rig.tally(i).answered == 1);
	rig.exchange_long(known, octets, STAMP_HMAC_TLV_BAD);
	rig.exchange_long(known, octets, STAMP_HMAC_TLV_NONE);
	for (std::size_t i = 0; i < 2; i++)
		CHECK(rig.tally(i).integrity == 2);
	CHECK(rig.tally(2).integrity == 1);
	CHECK(rig.tally(2).missing == 0);
}
