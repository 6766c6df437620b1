// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S9534-01: Micro-session ID names one member link or both") {
	CHECK(value_of("micro-session-id:258") == "01020000");
	CHECK(value_of("micro-session-id:7,9") == "00070009");
	CHECK(refusal("micro-session-id") ==
	      "'micro-session-id': its form is micro-session-id:ID[,REFLECTOR-ID]");
	CHECK(refusal("micro-session-id:0").starts_with("'micro-session-id:0': '0' is not a"));
	CHECK(refusal("micro-session-id:1,2,3").ends_with("micro-session-id:ID[,REFLECTOR-ID]"));
}

TEST_CASE("S9534-02: a reply of another member link is discarded and counted") {
	TlvRig rig({"micro-session-id:7,9"});
	CHECK(rig.sentence() == "micro_session_id: ours 7");
	rig.exchange("000b0004 00070009");
	rig.exchange("000b0004 00080009"); // not ours
	rig.exchange("000b0004 00070008"); // not the reflector's
	rig.exchange("800b0004 00070008"); // not understood: nothing is known
	CHECK(rig.packets.size() == 2);
	CHECK(rig.summary().received == 2);
	CHECK(rig.summary().unexpected == 2);
	CHECK(rig.field("wrong") == "2");
	CHECK(rig.field("reflector") == "9");
	CHECK(rig.sentence() ==
	      "micro_session_id: ours 7, the reflector's 9; 2 replies of another member link "
	      "discarded; reflector does not support it, or did not follow it (U) in 1 reply");

	TlvRig any({"micro-session-id:7"});
	any.exchange("000b0004 00070009");
	CHECK(any.summary().received == 1);
}
