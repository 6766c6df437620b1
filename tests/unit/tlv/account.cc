// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;
using session::test::Rig;

TEST_CASE("T-07: what lies behind a reply is no TLV when none was asked for") {
	Rig rig;
	rig.send(2);
	rig.take(0);
	CHECK_FALSE(rig.last().tlvs);
	const Octets tail = from_hex("80040005 ffffffff"); // padding, or a TLV that is cut short
	Octets reply = rig.answer(1).octets();
	stamp::test::append(reply, tail);
	rig.measurement.reply(
		record(reply, rig.t1[1] + 360us), rig.clock,
		[&](auto seq) { return rig.stamped(seq); }, tail);
	CHECK_FALSE(rig.last().tlvs);
	CHECK_FALSE(rig.summary().tlvs);
	CHECK(rig.summary().received == 2);
}

TEST_CASE("a reply's TLVs are reported with it, answered or not") {
	TlvRig rig({"class-of-service:46", "follow-up-telemetry"});
	rig.exchange("00040004 bae40000 80070010 00000000 00000000 00000000 00000000");
	const auto &tlvs = *rig.packets.at(0).tlvs;
	REQUIRE(tlvs.size() == 2);
	CHECK(keys(tlvs[0]) == "4 class_of_service asked_dscp arrived_dscp arrived_ecn "
			       "refused length");
	CHECK(keys(tlvs[1]) == "7 follow_up_telemetry length");
	CHECK(tlvs[0].state == stats::TlvState::answered);
	CHECK(tlvs[1].state == stats::TlvState::unrecognised);
	CHECK(rig.tally(0).answered == 1);
	CHECK(rig.tally(1).unrecognised == 1);
	rig.exchange("");
	CHECK(rig.packets.at(1).tlvs->empty());
	CHECK(rig.tally(0).missing == 1);
	CHECK(rig.summary().received == 2);
}

TEST_CASE("a signed reply may have its TLVs in another order than the request") {
	TlvRig rig({"direct-measurement", "padding:8", "hmac"});
	rig.exchange("0005000c 00000001 00000001 00000000 00010008 05e68d7d 0057dfbc"
		     "00080010 ba678760 0b155bec 49902f43 7f549af6",
		     STAMP_HMAC_TLV_GOOD);
	for (std::size_t i = 0; i < 3; i++) {
		CHECK(rig.tally(i).answered == 1);
		CHECK(rig.tally(i).integrity + rig.tally(i).missing + rig.tally(i).unread == 0);
	}
}

TEST_CASE("a TLV that may lie behind what is read is not called missing") {
	TlvRig rig({"direct-measurement", "padding:8"});
	const std::string counters = "0005000c 00000001 00000001 00000000";
	rig.exchange_long(counters, 28, STAMP_HMAC_TLV_NONE);
	CHECK(rig.tally(1).unread == 1);
	CHECK(rig.tally(1).missing == 0);
	rig.exchange_long(counters, 16, STAMP_HMAC_TLV_NONE); // all of it is known
	CHECK(rig.tally(1).unread == 1);
	CHECK(rig.tally(1).missing == 1);
	CHECK(rig.tally(0).answered == 2);
}
