// SPDX-License-Identifier: Apache-2.0
#include "unit/session/tlv_rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

TEST_CASE("S8972-18 S8972-19: an Access Report is sent again until it is echoed or given up") {
	TlvRig rig({wire::access_report_tlv(1, 1)});
	Measurement &m = rig.measurement();
	const MonoTime start{};
	CHECK(m.take_access_report(start));
	CHECK_FALSE(m.take_access_report(start + 2999ms));
	CHECK(m.take_access_report(start + 3s));
	CHECK_FALSE(rig.details<stats::AccessReportReport>().acknowledged);
	rig.exchange("80060004 10010000"); // U acknowledges nothing
	CHECK(m.take_access_report(start + 6s));
	rig.exchange("00060004 10010000");
	CHECK_FALSE(m.take_access_report(start + 60s));
	rig.exchange("00010004 00000000"); // the requests go on without it
	const auto report = rig.details<stats::AccessReportReport>();
	CHECK(report.acknowledged);
	CHECK_FALSE(report.given_up);
	CHECK(report.transmissions == 3);
	CHECK(rig.tally().missing == 0);
}

TEST_CASE("S8972-18 S8972-19: an Access Report is given up after four retransmissions, or as many "
	  "as are wanted") {
	AccessTimer timer;
	int sent = 0;
	for (int second = 0; second < 60; second++)
		sent += timer.take(MonoTime{} + std::chrono::seconds{second});
	CHECK(sent == 5);
	CHECK(timer.given_up());
	AccessTimer once({1s, 0});
	CHECK(once.take(MonoTime{}));
	CHECK_FALSE(once.take(MonoTime{} + 10s));
}
