// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

namespace {

// Whether the request that leaves then carries the report.
bool is_reported(TlvRig &rig, Duration after) {
	const std::string tail = rig.request(0, MonoTime{} + after);
	const bool reported = tail == "8006000410010000";
	CHECK((reported || tail == "8001000400000000")); // else padding of the same length
	return reported;
}

} // namespace

TEST_CASE("Access Report: access and availability") {
	CHECK(value_of("access-report") == "10010000");
	CHECK(value_of("access-report:non-3gpp") == "20010000");
	CHECK(value_of("access-report:3gpp,unavailable") == "10020000");
	for (const char *text :
	     {"access-report:4gpp", "access-report:3gpp,maybe", "access-report:3gpp,available,1"})
		CHECK(refusal(text).ends_with(": its form is "
					      "access-report[:3gpp|non-3gpp[,available|"
					      "unavailable]]"));
}

TEST_CASE("S8972-18 S8972-19: an Access Report is sent again until it is echoed or given up") {
	TlvRig rig({"access-report"});
	CHECK(is_reported(rig, 0s));
	CHECK_FALSE(is_reported(rig, 2999ms));
	CHECK(is_reported(rig, 3s));
	CHECK(rig.sentence() == "access_report: sent 2 times, not acknowledged");
	rig.exchange("80060004 10010000"); // U acknowledges nothing
	CHECK(rig.field("acknowledged") == "false");
	CHECK(is_reported(rig, 6s));
	rig.exchange("00060004 20010000");
	CHECK(rig.reply_field("id") == "2");
	CHECK(rig.reply_field("return_code") == "1");
	CHECK_FALSE(is_reported(rig, 60s));
	rig.exchange("00010004 00000000"); // the requests go on without it
	CHECK(rig.field("acknowledged") == "true");
	CHECK(rig.field("given_up") == "false");
	CHECK(rig.field("transmissions") == "3");
	CHECK(rig.tally().missing == 0);
	CHECK(rig.sentence().starts_with("access_report: sent 3 times, acknowledged"));
}

TEST_CASE("S8972-18 S8972-19: an Access Report is given up after four retransmissions, or as many "
	  "as are wanted") {
	TlvRig rig({"access-report"});
	int sent = 0;
	for (int second = 0; second < 60; second++)
		sent += is_reported(rig, std::chrono::seconds{second});
	CHECK(sent == 5);
	CHECK(rig.sentence() ==
	      "access_report: sent 5 times, never acknowledged: no more retransmissions");
	tlv::AccessTimer once({.wait = 1s, .retries = 0});
	CHECK(once.take(MonoTime{}));
	CHECK_FALSE(once.take(MonoTime{} + 10s));
}

TEST_CASE("Access Report: of several the first alone changes") {
	TlvRig rig({"access-report", "access-report:non-3gpp"});
	CHECK(rig.request(0, MonoTime{}) == "80060004100100008006000420010000");
	CHECK(rig.request(1, MonoTime{}) == "80010004000000008006000420010000");
}
