// SPDX-License-Identifier: Apache-2.0
#include "render/tlv.h"

#include "render/json.h"
#include "support/catch.h"
#include "unit/render/capture.h"
#include "unit/render/sample.h"

using namespace stamp;
using namespace stamp::test;
using render::tlv_phrase;
using stats::TlvTally;

namespace {

TlvTally answered(std::string name, auto details) {
	TlvTally tally;
	tally.name = std::move(name);
	tally.answered = 3;
	tally.details = std::move(details);
	return tally;
}

} // namespace

TEST_CASE("JSON: the TLVs of a reply, of those that were asked for alone") {
	Capture out;
	render::JsonRenderer json(out.file(), false);
	stats::Packet packet = sample_packet();
	json.packet(packet);
	CHECK(out.take().find("tlvs") == std::string::npos);
	const stats::TlvField unknown("x");
	packet.tlvs = {{4,
			"class_of_service",
			0,
			"answered",
			{{"arrived_dscp", std::int64_t{46}}, {"refused", false}, unknown}},
		       {200, "type_200", 128, "unrecognised", {{"a", std::string("b")}}}};
	json.packet(packet);
	const std::string line = out.take();
	CHECK(line.find(R"("late":false,"tlvs":[{"type":4,"name":"class_of_service","flags":0,)"
			R"("state":"answered","arrived_dscp":46,"refused":false,"x":null},)"
			R"({"type":200,"name":"type_200","flags":128,"state":"unrecognised",)"
			R"("a":"b"}]})") != std::string::npos);
}

TEST_CASE("JSON: the TLVs of a summary by name") {
	Capture out;
	render::JsonRenderer json(out.file(), false);
	stats::Summary summary;
	json.summary(summary);
	CHECK(out.take().find("tlvs") == std::string::npos);
	summary.tlvs = {answered("direct_measurement",
				 stats::DirectMeasurementReport{10, 2, std::nullopt})};
	json.summary(summary);
	CHECK(out.take().find(R"("tlvs":{"direct_measurement":{"answered":3,"unrecognised":0,)"
			      R"("malformed":0,"integrity":0,"missing":0,"unread":0,"sent":10,)"
			      R"("lost_fwd":2,"lost_bwd":null}}})") != std::string::npos);
}

TEST_CASE("Class of Service in words") {
	stats::ClassOfServiceReport r;
	r.sent_dscp = 46;
	r.asked_dscp = 10;
	r.arrived_dscp = 46;
	r.arrived_ecn = 0;
	r.reply_dscp = 10;
	CHECK(tlv_phrase(answered("class_of_service", r)) ==
	      "class_of_service: requests arrived with DSCP 46 as they left; replies with DSCP 10 "
	      "as asked");
	r.dscp_changed = 1;
	r.arrived_dscp = 0;
	r.refused = 2;
	r.ecn_changed = 1;
	r.arrived_ecn = 3;
	CHECK(tlv_phrase(answered("class_of_service", r)) ==
	      "class_of_service: 1 request sent with DSCP 46 arrived with another, lately 0; 1 "
	      "with "
	      "another ECN than 0, lately 3; the reflector refused DSCP 10 for 2 replies");
	r = {};
	r.arrived_dscp = r.arrived_ecn = 0;
	r.reply_dscp = 8;
	r.reply_changed = 3;
	CHECK(tlv_phrase(answered("class_of_service", r)) ==
	      "class_of_service: requests arrived with DSCP 0 as they left; 3 replies did not "
	      "arrive with DSCP 0, lately with 8");
}

TEST_CASE("the other TLVs in words") {
	CHECK(tlv_phrase(answered("direct_measurement",
				  stats::DirectMeasurementReport{9, 2, std::nullopt})) ==
	      "direct_measurement: between the first and the last reply 9 sent, lost forward 2, "
	      "backward unknown");
	CHECK(tlv_phrase(answered("direct_measurement", stats::DirectMeasurementReport{})) ==
	      "direct_measurement: fewer than two replies with counters");
	CHECK(tlv_phrase(answered("follow_up_telemetry",
				  stats::FollowUpReport{1, Duration{4000}, Duration{4000}, 2})) ==
	      "follow_up_telemetry: 1 reply left later than stamped: mean 4.0us, max 4.0us "
	      "(by software)");
	CHECK(tlv_phrase(answered("follow_up_telemetry",
				  stats::FollowUpReport{19, Duration{}, Duration{}, 2})) ==
	      "follow_up_telemetry: 19 replies left when they say (by software)");
	CHECK(tlv_phrase(answered("follow_up_telemetry", stats::FollowUpReport{})) ==
	      "follow_up_telemetry: no reply has a follow-up time");
	CHECK(tlv_phrase(answered("timestamp_information",
				  stats::TimestampReport{1, 2, 77, 0, true})) ==
	      "timestamp_information: T2 taken by software, clock set by NTP; T3 taken (not "
	      "reported), clock set by code 77; changed during the run");
	CHECK(tlv_phrase(answered("access_report", stats::AccessReportReport{1, true, false})) ==
	      "access_report: sent 1 time, acknowledged");
	CHECK(tlv_phrase(answered("micro_session_id", stats::MicroSessionReport{7, 9, 1})) ==
	      "micro_session_id: ours 7, the reflector's 9; 1 reply of another member link "
	      "discarded");
	CHECK(tlv_phrase(answered("destination_node_address", std::monostate{})) ==
	      "destination_node_address: answered in 3 replies");
}

TEST_CASE("Location in words") {
	stats::LocationReport r;
	CHECK(tlv_phrase(answered("location", r)) == "location: nothing disclosed");
	r.source = "203.0.113.9";
	r.source_port = 4000;
	r.destination = "2001:db8::1";
	r.own = "10.0.0.1";
	r.own_port = 862;
	r.source_translated = true;
	r.source_mac = "02:00:5e:10:00:01";
	CHECK(tlv_phrase(answered("location", r)) ==
	      "location: requests arrived from 203.0.113.9:4000, translated on the way from "
	      "10.0.0.1:862 (02:00:5e:10:00:01) at [2001:db8::1], undisclosed port");
}

TEST_CASE("TLVs that are not answered are told, never fatal") {
	TlvTally tally = answered("follow_up_telemetry", stats::FollowUpReport{});
	tally.answered = 0;
	CHECK(tlv_phrase(tally) == "follow_up_telemetry: no reply");
	tally.unrecognised = 2;
	CHECK(tlv_phrase(tally) == "follow_up_telemetry: reflector does not support it, or did not "
				   "follow it (U) in 2 replies");
	tally.malformed = tally.integrity = tally.missing = 1;
	CHECK(tlv_phrase(tally) ==
	      "follow_up_telemetry: reflector does not support it, or did not follow it (U) in 2 "
	      "replies; malformed (M) in 1 reply; discarded, signature or integrity wrong (I) in 1 "
	      "reply; absent in 1 reply");
}
