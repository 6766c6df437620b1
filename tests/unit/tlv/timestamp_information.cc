// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S8972-14: Timestamp Information is sent as zeros") {
	CHECK(value_of("timestamp-information") == "00000000");
	CHECK(value_of("timestamp_information") == "00000000");
	CHECK(refusal("timestamp-information:1").ends_with("takes no argument"));
}

TEST_CASE("Timestamp Information: the latest, and whether it changed") {
	TlvRig rig({"timestamp-information"});
	CHECK(rig.sentence() == "timestamp_information: no reply");
	rig.exchange("00030004 01020503");
	CHECK(rig.reply_field("source_in") == "1");
	CHECK(rig.reply_field("method_in") == "2");
	CHECK(rig.reply_field("source_out") == "5");
	CHECK(rig.reply_field("method_out") == "3");
	rig.exchange("00030004 01020503");
	CHECK(rig.field("changed") == "false");
	CHECK(rig.sentence() ==
	      "timestamp_information: T2 taken by software, clock set by NTP; T3 taken in the "
	      "control plane, clock set by nothing (free-running)");
	rig.exchange("00030004 01024d00");
	rig.exchange("00030004 01024d00");
	CHECK(rig.field("changed") == "true");
	CHECK(rig.field("source_out") == "77");
	CHECK(rig.sentence() ==
	      "timestamp_information: T2 taken by software, clock set by NTP; T3 taken (not "
	      "reported), clock set by code 77; changed during the run");
}
