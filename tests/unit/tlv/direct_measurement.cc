// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S8972-17: Direct Measurement is sent with the count of requests") {
	CHECK(value_of("direct-measurement") == std::string(24, '0'));
	CHECK(refusal("direct-measurement:1").ends_with("takes no argument"));
	TlvRig rig({"class-of-service:1", "direct-measurement", "direct-measurement"});
	const auto counts = [&](std::uint32_t seq) {
		const std::string tail = rig.request(seq);
		return tail.substr(24, 8) + " " + tail.substr(56, 8);
	};
	CHECK(counts(0) == "00000001 00000001");
	CHECK(counts(0xfffffffe) == "ffffffff ffffffff");
	CHECK(counts(0xffffffff) == "00000000 00000000");
}

TEST_CASE("Direct Measurement counts requests that were transmitted, not those refused") {
	TlvRig rig({"direct-measurement"});
	rig.refuse();
	CHECK(rig.request(1).substr(8, 8) == "00000001");
}

TEST_CASE("Direct Measurement: a value of another length, given octet by octet, stays as it is") {
	TlvRig rig({"type=5:00"});
	CHECK(rig.request(7) == "8005000100");
}

TEST_CASE("Direct Measurement: loss by direction, duplicates counted once") {
	TlvRig rig({"direct-measurement"});
	const std::string head = "0005000c ";
	rig.exchange(head + hex32(1) + hex32(11) + hex32(21));
	CHECK(rig.reply_field("sender_tx") == "1");
	CHECK(rig.reply_field("reflector_rx") == "11");
	CHECK(rig.reply_field("reflector_tx") == "21");
	CHECK(rig.sentence() == "direct_measurement: fewer than two replies with counters");
	rig.lose(); // forward
	rig.lose(); // backward
	rig.exchange(head + hex32(4) + hex32(13) + hex32(23), STAMP_HMAC_TLV_NONE, 2);
	CHECK(rig.field("sent") == "3");
	CHECK(rig.field("lost_fwd") == "1");
	CHECK(rig.field("lost_bwd") == "1");
	CHECK(rig.tally().answered == 2);
	CHECK(rig.sentence() == "direct_measurement: between the first and the last reply 3 sent, "
				"lost forward 1, backward 1");
}

TEST_CASE("Direct Measurement: a reply without counters that can be read hides the loss") {
	TlvRig rig({"direct-measurement"});
	rig.exchange("0005000c " + hex32(1) + hex32(11) + hex32(21));
	rig.exchange("");
	rig.exchange("0005000c " + hex32(3) + hex32(13) + hex32(23));
	CHECK(rig.field("lost_bwd") == "null");
	CHECK(rig.sentence().find("backward unknown; absent in 1 reply") != std::string::npos);
}
