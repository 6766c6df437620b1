// SPDX-License-Identifier: Apache-2.0
#include "render/phrase.h"

#include "sample.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::render;
using namespace stamp::test;
using namespace std::chrono_literals;

TEST_CASE("targets are named as the user did, with the address") {
	CHECK(target_phrase({"203.0.113.7", 862, "edge7"}) == "edge7 (203.0.113.7:862)");
	CHECK(target_phrase({"203.0.113.7", 862, "203.0.113.7"}) == "203.0.113.7:862");
	CHECK(target_phrase({"203.0.113.7", 862, ""}) == "203.0.113.7:862");
	CHECK(target_phrase({"2001:db8::1", 862, ""}) == "[2001:db8::1]:862");
	CHECK(target_phrase({"fe80::1%eth0", 4000, "r1"}) == "r1 ([fe80::1%eth0]:4000)");
}

TEST_CASE("the header names what is not usual") {
	stats::Start start = sample_start();
	CHECK(header_phrase(start) + "\n" == sample_header);
	start.auth = true;
	start.ssid = 0;
	start.dscp = 46;
	start.format = STAMP_FORMAT_PTP;
	start.length = 112;
	CHECK(header_phrase(start) ==
	      "STAMP to edge7.example.net (203.0.113.7:862) from 198.51.100.4:862 on eth0, "
	      "112 octets, authenticated, no SSID, DSCP 46, PTP timestamps, tcx");
	start = sample_start();
	start.hook = "xdp";
	start.of_hardware = true;
	CHECK(header_phrase(start).ends_with(", xdp, hardware receive timestamps"));
}

TEST_CASE("the clocks are reported as they are") {
	CHECK(clock_phrase({true, Duration{180'000}, 37}) == "clock: synchronised (\u00b10.18 ms)");
	CHECK(clock_phrase({false, Duration{16'000'000'000}, {}}) ==
	      "clock: not synchronised: forward and backward include the clock offset");

	stats::Summary s = sample_summary();
	CHECK(clocks_phrase(s) == "clock: synchronised (\u00b10.18 ms), reflector \u00b11.2 ms: "
				  "one-way values \u00b11.4 ms");
	const std::string offset =
		": forward and backward include the clock offset and cannot be trusted";
	s.owd_valid = false;
	s.clock.synced = false;
	CHECK(clocks_phrase(s) == "clock: not synchronised, reflector \u00b11.2 ms" + offset);
	s.reflector_synced = false;
	CHECK(clocks_phrase(s) == "clock: not synchronised, reflector not synchronised" + offset);
	s.clock.synced = true;
	CHECK(clocks_phrase(s) ==
	      "clock: synchronised (\u00b10.18 ms), reflector not synchronised" + offset);
	s.reflector_synced = true;
	CHECK(clocks_phrase(s) == "clock: synchronised (\u00b10.18 ms), reflector \u00b11.2 ms: "
				  "one-way values cannot be trusted");
	s.reflector_synced.reset();
	s.reflector_error.reset();
	s.fwd = {}; // no request was stamped, but replies came
	CHECK(clocks_phrase(s) ==
	      "clock: synchronised (\u00b10.18 ms): one-way values cannot be trusted");
	s.clock.synced = false;
	CHECK(clocks_phrase(s) == "clock: not synchronised" + offset);
}

TEST_CASE("without a reply there is no one-way value to warn of") {
	stats::Summary s = sample_summary();
	s.owd_valid = false;
	s.fwd = s.bwd = {};
	s.reflector_synced.reset();
	s.reflector_error.reset();
	CHECK(clocks_phrase(s) == "clock: synchronised (\u00b10.18 ms)");
	s.clock.synced = false;
	CHECK(clocks_phrase(s) == "clock: not synchronised");
}

TEST_CASE("counts: the direction of loss only when it is known") {
	stats::Summary s = sample_summary();
	CHECK(all_counts_phrase(s) ==
	      "50 sent, 49 received, 1 lost (2.00%: 1 forward, 0 backward), 0 duplicate, "
	      "0 reordered, 0 late");
	s.lost_fwd = 0;
	s.lost_unknown = 1;
	CHECK(all_counts_phrase(s) ==
	      "50 sent, 49 received, 1 lost (2.00%: 0 forward, 0 backward, 1 of unknown "
	      "direction), 0 duplicate, 0 reordered, 0 late");
	s.lost_unknown.reset();
	s.lost_bwd.reset();
	CHECK(all_counts_phrase(s) ==
	      "50 sent, 49 received, 1 lost (2.00%), 0 duplicate, 0 reordered, 0 late");
}

TEST_CASE("counts: before anything is decided there is no ratio") {
	stats::Summary s;
	CHECK(all_counts_phrase(s) ==
	      "0 sent, 0 received, 0 lost, 0 duplicate, 0 reordered, 0 late");
	s.sent = s.in_flight = 2;
	CHECK(all_counts_phrase(s) ==
	      "2 sent, 0 received, 0 lost, 0 duplicate, 0 reordered, 0 late, 2 in flight");
}

TEST_CASE("counts: a little loss is not none") {
	stats::Summary s;
	s.sent = 1'000'000;
	s.received = 999'999;
	s.lost = 1;
	CHECK(all_counts_phrase(s).find("1 lost (<0.01%)") != std::string::npos);
	s.lost = 0;
	CHECK(all_counts_phrase(s).find("0 lost (0.00%)") != std::string::npos);
	s.received = 0;
	s.lost = 5;
	CHECK(all_counts_phrase(s).find("5 lost (100.00%)") != std::string::npos);
}

TEST_CASE("counts: what ought to be 0 is named when it is not") {
	stats::Summary s;
	s.bad_auth = 1;
	s.unexpected = 2;
	s.missed_slots = 3;
	s.ring_drops = 4;
	CHECK(all_counts_phrase(s) ==
	      "0 sent, 0 received, 0 lost, 0 duplicate, 0 reordered, 0 late, 1 not authentic, "
	      "2 unexpected, 3 send times missed, 4 replies dropped here: ring full");
}

TEST_CASE("counts: why packets were unexpected, and times that cannot be") {
	stats::Summary s;
	s.unexpected = 3;
	s.unexpected_reasons = test::counted<stats::Unexpected>(
		{{STAMP_U_BAD_CHECKSUM, 1}, {STAMP_U_FOREIGN_T1, 2}});
	s.implausible = 1;
	CHECK(all_counts_phrase(s) ==
	      "0 sent, 0 received, 0 lost, 0 duplicate, 0 reordered, 0 late, 1 implausible, "
	      "3 unexpected (1 bad checksum, 2 foreign t1)");
}

TEST_CASE("from where packets came that nobody asked") {
	stats::Summary s;
	CHECK(stranger_phrase(s).empty());
	s.unexpected_from = {"2001:db8::9", 863, ""};
	CHECK(stranger_phrase(s) == "packets arrived from an address or port that is not a target, "
				    "the latest from [2001:db8::9]:863");
}

TEST_CASE("a far side whose times are whole seconds off") {
	stats::Summary s;
	CHECK(utc_offset_phrase(s).empty());
	s.reflector_utc_offset_s = 37;
	CHECK(utc_offset_phrase(s) == "reflector: its timestamps are 37 s ahead of UTC, which is "
				      "subtracted from the one-way values");
	s.reflector_utc_offset_s = -37;
	s.utc_offset_corrected = false;
	CHECK(utc_offset_phrase(s) == "reflector: its timestamps are 37 s behind UTC, and so are "
				      "the one-way values");
}

TEST_CASE("counts: what did not leave stands apart, with its reasons") {
	stats::Summary s;
	s.not_sent = 5;
	s.not_sent_reasons = test::counted<stats::NotSent>(
		{{STAMP_NOT_SENT_NO_ROUTE, 5}, {STAMP_NOT_SENT_FILTERED, 0}});
	CHECK(all_counts_phrase(s) ==
	      "0 sent, 0 received, 0 lost, 0 duplicate, 0 reordered, 0 late, 5 not sent (no "
	      "route)");
	s.not_sent_reasons = test::counted<stats::NotSent>(
		{{STAMP_NOT_SENT_NO_ROUTE, 3}, {STAMP_NOT_SENT_FILTERED, 2}});
	CHECK(all_counts_phrase(s).ends_with(", 5 not sent (3 no route, 2 filtered)"));
	CHECK(short_phrase(s).find(", 5 not sent, p50") != std::string::npos);
}

TEST_CASE("outages: how many, how long, and where the longest is") {
	stats::Summary s;
	CHECK(outage_phrase(s).empty());
	s.outages = 1;
	s.outage_time = 3s;
	s.longest_outage = {30, 3, utc(1795414765511178887), 3s};
	CHECK(outage_phrase(s) ==
	      "1 outage of 3 packets, 3.000s from 2026-11-23T06:19:25.511178Z on (seq 30)");
	s.outages = 2;
	s.outage_time = 4s;
	CHECK(outage_phrase(s) == "2 outages, 4.000s in total, the longest of 3 packets, 3.000s "
				  "from 2026-11-23T06:19:25.511178Z on (seq 30)");
}

TEST_CASE("what the keys have to do with it") {
	stats::Summary s;
	CHECK(keys_phrase(s).empty());
	s.lost = 5;
	CHECK(keys_phrase(s).empty());
	s.authenticated = true;
	CHECK(keys_phrase(s).empty());
	s.bad_auth = 2;
	CHECK(keys_phrase(s) == "2 replies were not signed with the key of this run and ignored: "
				"does the reflector have a different key?");
	s.received = 1;
	CHECK(keys_phrase(s) == "2 replies were not signed with the key of this run and ignored");
	s.bad_auth = 1;
	CHECK(keys_phrase(s) == "1 reply was not signed with the key of this run and ignored");
	s.bad_auth = 0;
	CHECK(keys_phrase(s).empty());
}

TEST_CASE("packets") {
	stats::Packet p = sample_packet();
	CHECK(packet_phrase(p) == "seq=0 rtt=8.102ms fwd=3.977ms bwd=4.125ms");
	p.late = p.duplicate = p.reordered = true;
	p.fwd = Duration{-12'000};
	p.bwd.reset();
	CHECK(packet_phrase(p) ==
	      "seq=0 rtt=8.102ms fwd=-12.0us bwd=- (late) (duplicate) (reordered)");
	CHECK(packet_phrase(lost_packet(1)) == "seq=1 lost");
}

TEST_CASE("how late the requests left") {
	CHECK(pacing_phrase(delays(1000, 52'000, 58'100, 120'000, 1'200'000, 6000, 7000)) ==
	      "delay after the send time: mean 58.1us, deviation 310.0us, p50 52.0us, p99 120.0us, "
	      "max 1.200ms");
	CHECK(pacing_phrase({}) ==
	      "delay after the send time: mean -, deviation -, p50 -, p99 -, max -");
}
