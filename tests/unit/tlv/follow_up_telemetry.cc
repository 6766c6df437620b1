// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S8972-20: Follow-Up Telemetry is sent as zeros") {
	CHECK(value_of("follow-up-telemetry") == std::string(32, '0'));
	CHECK(refusal("follow-up-telemetry:1").ends_with("takes no argument"));
}

TEST_CASE("Follow-Up: the reply before is corrected (S8972-21)") {
	TlvRig rig({"follow-up-telemetry"});
	rig.exchange("00070010 00000000 00000000 00000000 00000000"); // zeros report nothing
	CHECK(rig.sentence() == "follow_up_telemetry: no reply has a follow-up time");
	const auto real = time::encode_ntp(golden_t1 + 260us + 40us);
	rig.exchange("00070010 00000000 " + hex32(real.sec) + hex32(real.frac) + "02000000");
	CHECK(keys(rig.packets.at(0).tlvs->at(0)) == "7 follow_up_telemetry length");
	CHECK(keys(rig.packets.at(1).tlvs->at(0)) ==
	      "7 follow_up_telemetry length reply_seq t3_ns method correction_ns");
	CHECK(rig.reply_field("reply_seq") == "0");
	CHECK(rig.field("corrected") == "1");
	CHECK(session::test::about(Duration{std::stoll(rig.field("max_ns"))}, 40us));
	CHECK(rig.field("method") == "2");
	CHECK(rig.sentence() ==
	      "follow_up_telemetry: 1 reply left later than stamped: mean 40.0us, "
	      "max 40.0us (by software)");
}

TEST_CASE("Follow-Up: replies that left when they say") {
	TlvRig rig({"follow-up-telemetry"});
	rig.exchange("");
	const auto same = time::encode_ntp(golden_t1 + 260us);
	rig.exchange("00070010 00000000 " + hex32(same.sec) + hex32(same.frac) + "01000000");
	CHECK(rig.sentence().starts_with(
		"follow_up_telemetry: 1 reply left when they say (by hardware)"));
}

TEST_CASE("Follow-Up: the time is in the format of the reflector") {
	const auto account =
		tlv::find(STAMP_TLV_FOLLOW_UP)->kind->account(tlv::Request{}, tlv::Session{});
	const Octets value = from_hex("00000006 6955b925 1dd15ca0 02000000"); // seconds, ns
	const UtcTime t4 = utc(std::int64_t{0x6955b925} * 1000000000);
	stats::TlvFields fields;
	account->add_fields(value, {.t3 = t4, .t4 = t4, .ptp = true, .tai_minus_utc_s = 37},
			    fields);
	CHECK(text_of(fields, "reply_seq") == "6");
	CHECK(text_of(fields, "t3_ns") ==
	      std::to_string((std::int64_t{0x6955b925} - 37) * 1000000000 + 0x1dd15ca0));
	fields.clear();
	account->add_fields(value, {.t4 = t4, .ptp = true}, fields); // its format is not known
	CHECK(fields.empty());
}
