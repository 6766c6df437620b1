// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S9503-01: Destination Node Address names one address of either family") {
	CHECK(value_of("destination-node-address:192.0.2.7") == "c0000207");
	CHECK(value_of("destination-node-address:2001:db8::7") ==
	      "20010db8000000000000000000000007");
	CHECK(requests({"destination-node-address"}).front().is_open); // that of the target
	CHECK(refusal("destination-node-address:host")
		      .starts_with("'destination-node-address:host': "));
}

TEST_CASE("Destination Node Address: as it came back") {
	TlvRig rig({"destination-node-address:2001:db8::7"});
	rig.exchange("00090010 20010db8000000000000000000000007");
	CHECK(rig.reply_field("address") == "2001:db8::7");
	rig.exchange("00090004 c0000207");
	CHECK(rig.reply_field("address") == "192.0.2.7");
	rig.exchange("00090008 20010db800000000"); // neither 4 nor 16
	CHECK(rig.tally().malformed == 1);
	CHECK(rig.sentence() ==
	      "destination_node_address: answered in 2 replies; malformed (M) in 1 reply");
}
