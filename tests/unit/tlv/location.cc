// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

namespace {

const std::string known = "00020038 035e1f90 00020008 02005e1000010000"
			  "00050010 cb007107 000000000000000000000000"
			  "00080010 c6336404 000000000000000000000000";

} // namespace

TEST_CASE("S8972-13: Location asks with the sub-TLVs 1, 4 and 7, of zeros") {
	CHECK(value_of("location") == "00000000"
				      "800100080000000000000000"
				      "8004001000000000000000000000000000000000"
				      "8007001000000000000000000000000000000000");
	CHECK(refusal("location:1") == "'location:1': takes no argument");
}

TEST_CASE("Location: how a request arrived") {
	TlvRig rig({"location"});
	rig.exchange(known);
	CHECK(keys(rig.packets.at(0).tlvs->at(0)) ==
	      "2 location source source_port destination destination_port source_mac length");
	CHECK(rig.reply_field("destination_port") == "862");
	CHECK(rig.reply_field("source_port") == "8080");
	CHECK(rig.reply_field("source_mac") == "02:00:5e:10:00:01");
	CHECK(rig.reply_field("destination") == "203.0.113.7");
	CHECK(rig.reply_field("source") == "198.51.100.4");

	rig.exchange("00020038 0000 0000 00030008 0000000000000000"
		     "00060010 20010db8000000000000000000000002"
		     "00090010 00000000000000000000000000000000");
	CHECK(rig.reply_field("destination_port") == "null");
	CHECK(rig.reply_field("source_mac") == "null");
	CHECK(rig.reply_field("destination") == "2001:db8::2");
	CHECK(rig.reply_field("source") == "null");

	rig.exchange("00020038 0001 0002 80010008 0000000000000000"
		     "40050010 c0000202 00000000 00000000 00000000"
		     "00080010 c6336407 00000000 00000000 00000000"); // U is skipped, M ends it
	CHECK(rig.reply_field("source_port") == "2");
	CHECK(rig.reply_field("source_mac") == "null");
	CHECK(rig.reply_field("destination") == "null");
	CHECK(rig.reply_field("source") == "null");
}

TEST_CASE("T-34: Location: a translated address or port is noticed") {
	TlvRig rig({"location"});
	rig.exchange(known);
	CHECK(rig.field("source") == "198.51.100.4");
	CHECK(rig.field("source_mac") == "02:00:5e:10:00:01");
	CHECK(rig.field("source_translated") == "false");
	CHECK(rig.field("destination_translated") == "false");
	CHECK(rig.sentence() == "location: requests arrived from 198.51.100.4:8080 "
				"(02:00:5e:10:00:01) at 203.0.113.7:862");
	std::string other_port = known;
	other_port.replace(other_port.find("1f90"), 4, "1f91");
	rig.exchange(other_port);
	CHECK(rig.field("source_translated") == "true");
	CHECK(rig.sentence() == "location: requests arrived from 198.51.100.4:8081, translated on "
				"the way from 198.51.100.4:8080 (02:00:5e:10:00:01) at "
				"203.0.113.7:862");
	rig.exchange("00020038 00000000 00030008 0000000000000000" // all withheld
		     "00050010 00000000 000000000000000000000000"
		     "00080010 00000000 000000000000000000000000");
	CHECK(rig.field("source_translated") == "false");
	CHECK(rig.field("source") == "null");
	CHECK(rig.sentence() == "location: nothing disclosed");
}

TEST_CASE("Location: what is disclosed in part") {
	TlvRig rig({"location"});
	rig.exchange("00020038 0000 0000 00030008 0000000000000000"
		     "00060010 20010db8000000000000000000000001"
		     "00080010 00000000 000000000000000000000000");
	CHECK(rig.sentence() ==
	      "location: requests arrived from an undisclosed address, undisclosed "
	      "port at [2001:db8::1], undisclosed port, translated on the way "
	      "from 203.0.113.7:862");
}
