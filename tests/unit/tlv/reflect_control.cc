// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

namespace {

// Three replies of 80 octets, 2 ms apart: 36 octets behind the base packet.
const char *const asked = "reflect-control:80,3,2ms";
const std::string padding = "00010010 00000000000000000000000000000000";
const std::string answered = "000c000c 00500003 001e8480 00000000" + padding;
const std::string cut = "100c000c 00500003 001e8480 00000000" + padding;

} // namespace

TEST_CASE("S10052-01 length, number and interval, and 4 octets of zero behind them") {
	CHECK(value_of("reflect-control:1000") == "03e800010000000000000000");
	CHECK(value_of("reflect-control:1400,20") == "057800140000000000000000");
	CHECK(value_of("reflect-control:100,3,1.5us") == "00640003000005dc00000000");
	CHECK(value_of("reflect-control:0,65535,4294967295ns") == "0000ffffffffffff00000000");
	CHECK(requests({asked}).front().replies == 3);
	CHECK(requests({asked}).front().replies_time == 4ms);
	CHECK(requests({"reflect-control:80"}).front().replies == 1);
	CHECK(requests({"reflect-control:80,0"}).front().wants_no_reply);
	CHECK(requests({"reflect-control:80,0,1ms"}).front().replies == 0);
	CHECK_FALSE(requests({asked}).front().wants_no_reply);
	CHECK(refusal("reflect-control")
		      .ends_with("its form is "
				 "reflect-control:LENGTH[,REPLIES[,INTERVAL]]"));
	CHECK(refusal("reflect-control:1,2,3,4").ends_with("[,INTERVAL]]"));
	CHECK(refusal("reflect-control:65536").ends_with("not a number from 0 to 65535"));
	CHECK(refusal("reflect-control:80,-1").ends_with("not a number from 0 to 65535"));
	CHECK(refusal("reflect-control:80,2,5s").ends_with("at most 4.294967295s"));
}

TEST_CASE("several replies to a request are what was asked for, and one more is a duplicate") {
	TlvRig rig({asked});

	rig.exchange(answered, STAMP_HMAC_TLV_NONE, 4);
	const stats::Summary summary = rig.summary();

	CHECK(summary.received == 1);
	CHECK(summary.further == 2);
	CHECK(summary.duplicate == 1);
	CHECK(summary.rtt.n == 1);
	REQUIRE(rig.packets.size() == 4);
	for (std::uint32_t i = 0; i < 4; i++) {
		CHECK(rig.packets[i].duplicate == (i == 3));
		if (i < 3)
			CHECK(rig.packets[i].reply == i + 1);
	}
	CHECK(rig.field("replies_expected") == "3");
	CHECK(rig.field("replies_received") == "3");
	CHECK(rig.field("reply_octets") == "240");
	CHECK(rig.reply_field("replies") == "3");
	CHECK(rig.reply_field("cut") == "false");
}

TEST_CASE("S10052-04 C says that there is one reply only: short by the MTU, else by limits") {
	TlvRig rig({asked});

	rig.exchange(cut);
	CHECK(rig.reply_field("cut") == "true");
	rig.exchange("100c000c 00500003 001e8480 00000000");
	CHECK(rig.field("cut_by_limit") == "1");
	CHECK(rig.field("cut_by_mtu") == "1");
	CHECK(rig.field("replies_expected") == "2");
	CHECK(rig.sentence().find(
		      "2 of 2 replies received, 140 octets; 1 request cut to one reply by "
		      "the MTU; 1 request cut to one reply by limits of the reflector") !=
	      std::string::npos);
}

TEST_CASE("a sender that asks for one reply has no number in it") {
	TlvRig rig({"reflect-control:80"});

	rig.exchange("000c000c 00500001 00000000 00000000" + padding, STAMP_HMAC_TLV_NONE, 2);
	CHECK_FALSE(rig.packets.back().reply);
	CHECK_FALSE(rig.summary().further);
	CHECK(rig.summary().duplicate == 1);
}
