// SPDX-License-Identifier: Apache-2.0
#include "unit/session/tlv_rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

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

TEST_CASE("a reply's TLVs are told with it, answered or not") {
	TlvRig rig({wire::class_of_service_tlv(46), wire::follow_up_tlv()});
	rig.exchange("00040004 bae40000 80070010 00000000 00000000 00000000 00000000");
	const auto &tlvs = *rig.packets.at(0).tlvs;
	REQUIRE(tlvs.size() == 2);
	CHECK(told(tlvs[0]) == "4 class_of_service answered asked_dscp arrived_dscp arrived_ecn "
			       "refused length");
	CHECK(told(tlvs[1]) == "7 follow_up_telemetry unrecognised length");
	CHECK(rig.tally(0).answered == 1);
	CHECK(rig.tally(1).unrecognised == 1);
	rig.exchange("");
	CHECK(rig.packets.at(1).tlvs->empty());
	CHECK(rig.tally(0).missing == 1);
	CHECK(rig.summary().received == 2);
}

TEST_CASE("T-35: Class of Service: both directions") {
	TlvRig rig({wire::class_of_service_tlv(46)});
	rig.exchange("00040004 bae40000"); // arrived 46, ECN 1; reply with 46 as asked
	auto report = rig.details<stats::ClassOfServiceReport>();
	CHECK(report.dscp_changed + report.ecn_changed + report.refused + report.reply_changed ==
	      0);
	rig.exchange("00040004 b80c0000"); // arrived 0, ECN 3
	rig.exchange("00040004 bae50000"); // refused (S8972-16)
	report = rig.details<stats::ClassOfServiceReport>();
	CHECK(report.dscp_changed == 1);
	CHECK(report.ecn_changed == 1);
	CHECK(report.refused == 1);
	CHECK(report.reply_changed == 0);

	TlvRig other({wire::class_of_service_tlv(10)});
	other.exchange("00040004 2ae40000"); // the reply came with 46
	other.exchange("00040004 2ae50000"); // of this one nothing can be said
	CHECK(other.details<stats::ClassOfServiceReport>().reply_changed == 1);
}

TEST_CASE("values of replies that are not signed as they have to be are not used") {
	TlvRig rig({wire::class_of_service_tlv(46), wire::hmac_tlv()});
	const std::string hmac = "00080010 ba678760 0b155bec 49902f43 7f549af6";
	rig.exchange("00040004 b80c0000" + hmac, STAMP_HMAC_TLV_BAD);
	rig.exchange("00040004 b80c0000");
	CHECK(rig.tally().integrity == 2);
	CHECK_FALSE(rig.details<stats::ClassOfServiceReport>().arrived_dscp);
	rig.exchange("00040004 b80c0000" + hmac, STAMP_HMAC_TLV_GOOD);
	CHECK(rig.details<stats::ClassOfServiceReport>().arrived_dscp == 0);
	CHECK(rig.tally(1).answered == 1);
	CHECK(rig.summary().received == 3); // the base packet counts whatever its TLVs are
}

TEST_CASE("a signed reply may have its TLVs in another order than the request") {
	TlvRig rig({wire::direct_measurement_tlv(), wire::padding_tlv(wire::random_octets(8)),
		    wire::hmac_tlv()});
	rig.exchange("0005000c 00000001 00000001 00000000 00010008 05e68d7d 0057dfbc"
		     "00080010 ba678760 0b155bec 49902f43 7f549af6",
		     STAMP_HMAC_TLV_GOOD);
	for (std::size_t i = 0; i < 3; i++) {
		CHECK(rig.tally(i).answered == 1);
		CHECK(rig.tally(i).integrity + rig.tally(i).missing + rig.tally(i).unread == 0);
	}
}

TEST_CASE("an HMAC TLV that the kernel found behind long padding counts as it judged it") {
	TlvRig rig({wire::direct_measurement_tlv(), wire::padding_tlv(wire::random_octets(1000)),
		    wire::hmac_tlv()});
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

TEST_CASE("a TLV that may lie behind what is read is not called missing") {
	TlvRig rig({wire::direct_measurement_tlv(), wire::padding_tlv(wire::random_octets(8))});
	const std::string counters = "0005000c 00000001 00000001 00000000";
	rig.exchange_long(counters, 28, STAMP_HMAC_TLV_NONE);
	CHECK(rig.tally(1).unread == 1);
	CHECK(rig.tally(1).missing == 0);
	rig.exchange_long(counters, 16, STAMP_HMAC_TLV_NONE); // all of it is known
	CHECK(rig.tally(1).unread == 1);
	CHECK(rig.tally(1).missing == 1);
	CHECK(rig.tally(0).answered == 2);
}

TEST_CASE("Direct Measurement: loss by direction, duplicates counted once") {
	TlvRig rig({wire::direct_measurement_tlv()});
	const std::string head = "0005000c ";
	rig.exchange(head + hex32(1) + hex32(11) + hex32(21));
	rig.lose(); // forward
	rig.lose(); // backward
	rig.exchange(head + hex32(4) + hex32(13) + hex32(23), STAMP_HMAC_TLV_NONE, 2);
	const auto report = rig.details<stats::DirectMeasurementReport>();
	CHECK(report.sent == 3);
	CHECK(report.lost_forward == 1);
	CHECK(report.lost_backward == 1);
	CHECK(rig.tally().answered == 2);
}

TEST_CASE("Follow-Up: the reply before is corrected (S8972-21)") {
	TlvRig rig({wire::follow_up_tlv()});
	rig.exchange("00070010 00000000 00000000 00000000 00000000");
	const auto real = time::encode_ntp(golden_t1 + 260us + 40us);
	rig.exchange("00070010 00000000 " + hex32(real.sec) + hex32(real.frac) + "02000000");
	CHECK(told(rig.packets.at(0).tlvs->at(0)) == "7 follow_up_telemetry answered length");
	CHECK(told(rig.packets.at(1).tlvs->at(0)) ==
	      "7 follow_up_telemetry answered length reply_seq t3_ns method correction_ns");
	const auto report = rig.details<stats::FollowUpReport>();
	CHECK(report.corrected == 1);
	CHECK(about(report.max, 40us));
	CHECK(report.method == 2);
}

TEST_CASE("T-34: Location: a translated address or port is noticed") {
	const std::string same = "00020038 035e1f90 00020008 02005e1000010000"
				 "00050010 cb007107 000000000000000000000000"
				 "00080010 c6336404 000000000000000000000000";
	TlvRig rig({wire::location_tlv()});
	rig.exchange(same);
	auto report = rig.details<stats::LocationReport>();
	CHECK(report.source == "198.51.100.4");
	CHECK(report.source_mac == "02:00:5e:10:00:01");
	CHECK_FALSE(report.source_translated);
	CHECK_FALSE(report.destination_translated);
	std::string other_port = same;
	other_port.replace(other_port.find("1f90"), 4, "1f91");
	rig.exchange(other_port);
	CHECK(rig.details<stats::LocationReport>().source_translated);
	rig.exchange("00020038 00000000 00030008 0000000000000000" // all withheld
		     "00050010 00000000 000000000000000000000000"
		     "00080010 00000000 000000000000000000000000");
	report = rig.details<stats::LocationReport>();
	CHECK_FALSE(report.source_translated);
	CHECK_FALSE(report.source);
}

TEST_CASE("Timestamp Information: the latest, and whether it changed") {
	TlvRig rig({wire::timestamp_information_tlv()});
	rig.exchange("00030004 01020102");
	rig.exchange("00030004 01020102");
	CHECK_FALSE(rig.details<stats::TimestampReport>().changed);
	rig.exchange("00030004 05020502");
	rig.exchange("00030004 05020502");
	const auto report = rig.details<stats::TimestampReport>();
	CHECK(report.changed);
	CHECK(report.source_in == 5);
}

TEST_CASE("S9534-02: a reply of another member link is discarded and counted") {
	TlvRig rig({wire::micro_session_tlv(7, 9)});
	rig.exchange("000b0004 00070009");
	rig.exchange("000b0004 00080009"); // not ours
	rig.exchange("000b0004 00070008"); // not the reflector's
	rig.exchange("800b0004 00070008"); // not understood: nothing is known
	CHECK(rig.packets.size() == 2);
	CHECK(rig.summary().received == 2);
	CHECK(rig.summary().unexpected == 2);
	CHECK(rig.details<stats::MicroSessionReport>().wrong == 2);
	CHECK(rig.details<stats::MicroSessionReport>().reflector == 9);

	TlvRig any({wire::micro_session_tlv(7, 0)});
	any.exchange("000b0004 00070009");
	CHECK(any.summary().received == 1);
}
