// SPDX-License-Identifier: Apache-2.0
#include "render/json.h"

#include <limits>

#include <fcntl.h>

#include "capture.h"
#include "sample.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::test;
using stamp::render::JsonRenderer;

namespace {

const std::string no_delay = "{\"n\":0,\"min\":null,\"mean\":null,\"stddev\":null,\"p50\":null,"
			     "\"p90\":null,\"p99\":null,\"p99_9\":null,\"max\":null,"
			     "\"jitter\":null,\"rfc3550_jitter\":null}";

const std::string not_sent_rows =
	"\"link_down\":0,\"no_route\":0,\"no_address\":0,\"neighbour_unresolved\":0,"
	"\"filtered\":0,\"egress_dropped\":0,\"queue_full\":0,\"too_long\":0,\"other\":0";

} // namespace

TEST_CASE("JSON: start") {
	Capture out;
	JsonRenderer json(out.file(), false);
	json.start(sample_start());
	CHECK(out.take() ==
	      "{\"v\":1,\"type\":\"start\",\"session\":1,\"t_ns\":1795414765511178887,"
	      "\"iface\":\"eth0\",\"hook\":\"tcx\",\"timestamp_source\":\"sw\","
	      "\"src\":{\"ip\":\"198.51.100.4\",\"port\":862},"
	      "\"dst\":{\"ip\":\"203.0.113.7\",\"port\":862,\"host\":\"edge7.example.net\"},"
	      "\"ssid\":23100,\"auth\":false,\"timestamp\":\"ntp\",\"length\":44,"
	      "\"interval_ns\":100000000,\"dscp\":0,\"clock\":{\"synced\":true,\"error_ns\":180000,"
	      "\"tai_offset_s\":37},\"stamp\":\"0.1.0\",\"kernel\":\"6.12.0\"}\n");

	stats::Start start = sample_start();
	start.clock.tai_offset_s.reset();
	json.start(start);
	CHECK(out.take().find("\"tai_offset_s\":null") != std::string::npos);
}

TEST_CASE("JSON: receive times of a network card, in start and summary") {
	Capture out;
	JsonRenderer json(out.file(), false);
	stats::Start start = sample_start();
	start.of_hardware = true;
	json.start(start);
	CHECK(out.take().find("\"timestamp_source\":\"hw\",") != std::string::npos);

	stats::Summary summary;
	json.summary(summary);
	CHECK(out.take().find("hardware_times") == std::string::npos);
	summary.hardware_times =
		test::counted<stats::HardwareTimes>({{STAMP_HW_USED, 48}, {STAMP_HW_MISSING, 1}});
	json.summary(summary);
	CHECK(out.take().ends_with(",\"hardware_times\":{\"used\":48,\"missing\":1,"
				   "\"stale\":0,\"implausible\":0}}\n"));
}

TEST_CASE("JSON: a packet, a lost one, one with unknown values") {
	Capture out;
	JsonRenderer json(out.file(), false);
	json.packet(sample_packet());
	CHECK(out.take() ==
	      "{\"v\":1,\"type\":\"packet\",\"session\":1,\"seq\":0,\"reply_seq\":0,"
	      "\"t1_ns\":1795414765511178887,\"t2_ns\":1795414765515155888,"
	      "\"t3_ns\":1795414765515159189,\"t4_ns\":1795414765519284301,\"rtt_ns\":8102113,"
	      "\"fwd_ns\":3977001,\"bwd_ns\":4125112,\"proc_ns\":3301,\"ttl\":248,"
	      "\"reply_ttl\":247,\"dscp\":0,\"duplicate\":false,\"reordered\":false,"
	      "\"late\":false}\n");

	json.packet(lost_packet(1));
	CHECK(out.take() ==
	      "{\"v\":1,\"type\":\"packet\",\"session\":1,\"seq\":1,\"lost\":true}\n");

	stats::Packet held;
	held.seq = 2;
	held.not_sent = STAMP_NOT_SENT_NO_ROUTE;
	json.packet(held);
	CHECK(out.take() == "{\"v\":1,\"type\":\"packet\",\"session\":1,\"seq\":2,"
			    "\"not_sent\":true,\"reason\":\"no_route\"}\n");

	stats::Packet odd;
	odd.session = 2;
	odd.seq = std::numeric_limits<std::uint64_t>::max();
	odd.reply_seq = std::numeric_limits<std::uint32_t>::max();
	odd.fwd = Duration::min();
	odd.duplicate = odd.reordered = odd.late = true;
	odd.dscp = 46;
	json.packet(odd);
	CHECK(out.take() ==
	      "{\"v\":1,\"type\":\"packet\",\"session\":2,\"seq\":18446744073709551615,"
	      "\"reply_seq\":4294967295,\"t1_ns\":null,\"t2_ns\":null,\"t3_ns\":null,\"t4_ns\":0,"
	      "\"rtt_ns\":null,\"fwd_ns\":-9223372036854775808,\"bwd_ns\":null,\"proc_ns\":null,"
	      "\"ttl\":null,\"reply_ttl\":null,\"dscp\":46,\"duplicate\":true,\"reordered\":true,"
	      "\"late\":true}\n");
}

TEST_CASE("JSON: warning") {
	Capture out;
	JsonRenderer json(out.file(), true);
	json.warning({{stats::Kind::netlink, {"the clock \"jumped\" by 1 s"}}});
	CHECK(out.take() == "{\"v\":1,\"type\":\"warning\",\"code\":\"netlink\","
			    "\"detail\":\"the clock \\\"jumped\\\" by 1 s\"}\n");
	json.warning({{stats::Kind::network, {"port unreachable"}}, 2});
	CHECK(out.take() == "{\"v\":1,\"type\":\"warning\",\"code\":\"network\","
			    "\"detail\":\"port unreachable\",\"session\":2}\n");
}

TEST_CASE("JSON: summary") {
	Capture out;
	JsonRenderer json(out.file(), false);
	stats::Summary s = sample_summary();
	s.fwd = s.bwd = s.proc = {};
	s.pacing_error = delays(1000, 2000, 3000, 4000, 5000, 6000, 7000);
	s.missed_slots = 3;
	s.route_changes = 2;
	s.name_changes = 1;
	s.unexpected = 4;
	s.unexpected_reasons = test::counted<stats::Unexpected>(
		{{STAMP_U_OTHER_ADDRESS, 3}, {STAMP_U_FOREIGN_T1, 1}});
	s.unexpected_from = {"192.0.2.9", 862, ""};
	s.implausible = 2;
	s.reflector_utc_offset_s = 37;
	s.utc_offset_corrected = false;
	json.summary(s);
	CHECK(out.take() ==
	      "{\"v\":1,\"type\":\"summary\",\"session\":1,\"sent\":50,\"received\":49,\"lost\":1,"
	      "\"loss_ratio\":0.02,\"lost_fwd\":1,\"lost_bwd\":0,\"lost_unknown\":0,\"duplicate\":"
	      "0,\"reordered\":0,"
	      "\"late\":0,\"not_sent\":0,\"not_sent_reasons\":{" +
		      not_sent_rows +
		      "},"
		      "\"bad_auth\":0,\"ring_drops\":0,\"duration_ns\":4998123456,\"rtt_ns\":"
		      "{\"n\":49,\"min\":8021000,\"mean\":8190000,\"stddev\":310000,"
		      "\"p50\":8114000,"
		      "\"p90\":8114000,\"p99\":9902000,\"p99_9\":9902000,\"max\":9981000,"
		      "\"jitter\":41200,\"rfc3550_jitter\":39000},\"fwd_ns\":" +
		      no_delay + ",\"bwd_ns\":" + no_delay + ",\"proc_ns\":" + no_delay +
		      ",\"owd_valid\":true,\"owd_uncertainty_ns\":1380000,\"exit\":0,"
		      "\"missed_slots\":3,\"route_changes\":2,\"name_changes\":1,"
		      "\"unexpected\":4,\"unexpected_reasons\":{"
		      "\"other_address\":3,\"bad_checksum\":0,\"too_short\":0,"
		      "\"other_mode\":0,\"own_request\":0,\"wrong_ssid\":0,"
		      "\"unknown_number\":0,\"foreign_t1\":1,\"foreign_error_estimate\":0,"
		      "\"other_link\":0},\"unexpected_from\":{\"ip\":"
		      "\"192.0.2.9\",\"port\":862},\"implausible\":2,"
		      "\"reflector_utc_offset_s\":37,\"utc_offset_corrected\":false,"
		      "\"output_dropped\":0,\"pacing_error_ns\":"
		      "{\"n\":49,\"min\":1000,\"mean\":3000,\"stddev\":310000,\"p50\":2000,"
		      "\"p90\":2000,\"p99\":4000,\"p99_9\":4000,\"max\":5000,\"jitter\":6000,"
		      "\"rfc3550_jitter\":39000},"
		      "\"outages\":0,\"outage_ns\":0,\"longest_outage\":null,\"reason\":null,"
		      "\"reason_detail\":null}\n");
}

TEST_CASE("JSON: what did not leave, outages, and why no reply came") {
	Capture out;
	JsonRenderer json(out.file(), false);
	stats::Summary s;
	s.not_sent = 3;
	s.not_sent_reasons = test::counted<stats::NotSent>({{STAMP_NOT_SENT_NO_ROUTE, 3}});
	s.outages = 2;
	s.outage_time = Duration{7};
	s.longest_outage = {10, 4, utc(1234), Duration{5}};
	s.reason = {stats::Kind::network, {"nobody is there"}};
	json.summary(s);
	const std::string line = out.take();
	CHECK(line.find(",\"not_sent\":3,"
			"\"not_sent_reasons\":{\"link_down\":0,\"no_route\":3,\"no_address\":0,"
			"\"neighbour_unresolved\":0,\"filtered\":0,\"egress_dropped\":0,"
			"\"queue_full\":0,\"too_long\":0,\"other\":0},") != std::string::npos);
	CHECK(line.find("\"outages\":2,\"outage_ns\":7,"
			"\"longest_outage\":{\"packets\":4,\"seq\":10,"
			"\"t_ns\":1234,\"duration_ns\":5},\"reason\":\"network\","
			"\"reason_detail\":\"nobody is there\"}\n") != std::string::npos);
}

TEST_CASE("JSON: a summary of nothing is of nulls, not zeros") {
	Capture out;
	JsonRenderer json(out.file(), false);
	stats::Summary s;
	s.exit = 1;
	json.summary(s);
	const std::string line = out.take();
	CHECK(line.find("\"loss_ratio\":null,\"lost_fwd\":null,\"lost_bwd\":null,\"lost_unknown\":"
			"null,") != std::string::npos);
	CHECK(line.find("\"rtt_ns\":" + no_delay) != std::string::npos);
	CHECK(line.find("\"owd_valid\":false,\"owd_uncertainty_ns\":null,\"exit\":1,") !=
	      std::string::npos);
}

TEST_CASE("JSON: quiet leaves out packets alone") {
	Capture out;
	JsonRenderer json(out.file(), true);
	json.packet(sample_packet());
	json.packet(lost_packet(1));
	CHECK(out.take().empty());
	json.start(sample_start());
	CHECK_FALSE(out.take().empty());
	json.summary(sample_summary());
	CHECK_FALSE(out.take().empty());
}

TEST_CASE("JSON: progress is not a line") {
	Capture out;
	JsonRenderer json(out.file(), false);
	json.progress({sample_summary()});
	CHECK(out.take().empty());
}

TEST_CASE("JSON: a full disk is noticed, for good") {
	Outlet full(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	JsonRenderer json(full, false);
	CHECK(json.good());
	json.packet(sample_packet());
	CHECK_FALSE(json.good());
	json.summary(sample_summary());
	CHECK_FALSE(json.good());
}
