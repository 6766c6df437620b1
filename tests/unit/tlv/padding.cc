// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S8972-12: Extra Padding is random or zero") {
	CHECK(value_of("padding").empty());
	CHECK(value_of("padding:100").size() == 200); // hex digits
	CHECK(value_of("padding:3,zero") == "000000");
	CHECK(value_of("padding:64,random") != std::string(128, '0'));
	CHECK(value_of("padding:64") != value_of("padding:64"));
}

TEST_CASE("Extra Padding: arguments that are refused") {
	CHECK(refusal("padding:x").starts_with("'padding:x': 'x' is not a number from 0 to 65535"));
	CHECK(refusal("padding:65536").starts_with("'padding:65536': '65536' is not a number"));
	for (const char *text : {"padding:4,ones", "padding:,", "padding:4,zero,1"})
		CHECK(refusal(text).ends_with(": its form is padding[:OCTETS[,random|zero]]"));
}

TEST_CASE("Extra Padding is reported by its length alone") {
	TlvRig rig({"padding:3,zero"});
	CHECK(rig.request(0) == "80010003000000");
	rig.exchange("00010003 000000");
	CHECK(keys(rig.packets.at(0).tlvs->at(0)) == "1 padding length");
	CHECK(rig.tally().fields.empty());
	CHECK(rig.sentence() == "padding: answered in 1 reply");
}
