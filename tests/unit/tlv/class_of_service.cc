// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S8972-15: Class of Service asks for the DSCP of replies") {
	CHECK(value_of("class-of-service:ef") == "b8000000");
	CHECK(value_of("class-of-service:63") == "fc000000");
	CHECK(requests({"class-of-service"}).front().is_open); // that of the requests
	CHECK(refusal("class-of-service:64").starts_with("'class-of-service:64': '64' is neither"));
	for (const char *text : {"class-of-service:1,2", "class-of-service:1,"})
		CHECK(refusal(text).ends_with(": its form is class-of-service[:DSCP]"));
}

TEST_CASE("T-35: Class of Service: both directions") {
	TlvRig rig({"class-of-service:46"});
	rig.exchange("00040004 bae40000"); // arrived 46, ECN 1; reply with 46 as asked
	CHECK(rig.reply_field("asked_dscp") == "46");
	CHECK(rig.reply_field("arrived_dscp") == "46");
	CHECK(rig.reply_field("arrived_ecn") == "1");
	CHECK(rig.reply_field("refused") == "false");
	for (const char *key : {"dscp_changed", "ecn_changed", "refused", "reply_changed"})
		CHECK(rig.field(key) == "0");
	CHECK(rig.sentence() == "class_of_service: requests arrived with DSCP 46 as they left; "
				"replies with DSCP 46 as asked");
	rig.exchange("00040004 b80c0000"); // arrived 0, ECN 3
	rig.exchange("00040004 bae50000"); // refused (S8972-16)
	CHECK(rig.reply_field("refused") == "true");
	for (const char *key : {"dscp_changed", "ecn_changed", "refused"})
		CHECK(rig.field(key) == "1");
	CHECK(rig.field("reply_changed") == "0");
	CHECK(rig.sentence() ==
	      "class_of_service: 1 request sent with DSCP 46 arrived with another, lately 46; 1 "
	      "with another ECN than 1, lately 1; the reflector refused DSCP 46 for 1 reply");
}

TEST_CASE("Class of Service: replies that arrive with another DSCP than asked") {
	TlvRig rig({"class-of-service:10"});
	rig.exchange("00040004 2ae40000"); // the reply came with 46
	rig.exchange("00040004 2ae50000"); // of this one nothing can be said
	CHECK(rig.field("reply_changed") == "1");
	CHECK(rig.sentence() ==
	      "class_of_service: requests arrived with DSCP 46 as they left; the reflector refused "
	      "DSCP 10 for 1 reply; 1 reply did not arrive with DSCP 10, lately with 46");
}

TEST_CASE("Class of Service: of several the first decides") {
	TlvRig rig({"class-of-service:46", "class-of-service:10"});
	CHECK(rig.field("asked_dscp") == "46");
	rig.exchange("00040004 bae40000 00040004 2ae40000");
	CHECK(rig.field("reply_changed") == "0");
}
