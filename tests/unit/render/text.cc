// SPDX-License-Identifier: Apache-2.0
#include "render/text.h"

#include <fcntl.h>

#include "capture.h"
#include "render/phrase.h"
#include "sample.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::test;
using stamp::render::TextRenderer;

namespace {

const std::string header = sample_header;
const std::string block = sample_block;
const std::string clock_line = "clock: synchronised (\u00b10.18 ms)\n";

} // namespace

TEST_CASE("text: header, packets, summary") {
	Capture out;
	TextRenderer text(out.file(), {});
	text.start(sample_start());
	CHECK(out.take() == header + clock_line);
	text.packet(sample_packet());
	text.packet(lost_packet(1));
	CHECK(out.take() == "seq=0 rtt=8.102ms fwd=3.977ms bwd=4.125ms\nseq=1 lost\n");
	text.progress({sample_summary()});
	CHECK(out.take().empty());
	text.summary(sample_summary());
	CHECK(out.take() == "\n" + block);
	CHECK(text.good());
}

TEST_CASE("text: quiet is header and summary") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	text.start(sample_start());
	text.packet(sample_packet());
	text.packet(lost_packet(1));
	text.summary(sample_summary());
	CHECK(out.take() == header + block);
}

TEST_CASE("text: without a reply the table is of dashes") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	stats::Summary s;
	s.sent = s.lost = 2;
	text.summary(s);
	CHECK(out.take() ==
	      "clock: not synchronised\n"
	      "                        min       p50       avg       p99       max    jitter      "
	      "last\n"
	      "roundtrip                 -         -         -         -         -         -       "
	      "  -\n"
	      "forward (near-end)        -         -         -         -         -         -       "
	      "  -\n"
	      "backward (far-end)        -         -         -         -         -         -       "
	      "  -\n"
	      "reflector                 -         -         -         -         -         -       "
	      "  -\n"
	      "2 sent, 0 received, 2 lost (100.00%), 0 duplicate, 0 reordered, 0 late\n");
}

TEST_CASE("text: the wall clock in front of packets") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = false, .verbose = false, .now = [] {
					       return utc(1795414765511178887);
				       }});
	text.packet(lost_packet(1));
	CHECK(out.take() == "2026-11-23T06:19:25.511178Z seq=1 lost\n");
}

TEST_CASE("text: several sessions have names, and a sum") {
	Capture out;
	TextRenderer text(out.file(), {});
	text.start(sample_start());
	stats::Start second = sample_start();
	second.session = 2;
	second.dst = {"2001:db8::9", 862, ""};
	text.start(second);
	CHECK(out.take() == header + clock_line +
				    "STAMP to [2001:db8::9]:862 from 198.51.100.4:862 on eth0, "
				    "44 octets, unauthenticated, SSID 0x5a3c, tcx\n");

	text.packet(sample_packet());
	stats::Packet lost = lost_packet(7);
	lost.session = 2;
	text.packet(lost);
	CHECK(out.take() == "edge7.example.net seq=0 rtt=8.102ms fwd=3.977ms bwd=4.125ms\n"
			    "[2001:db8::9]:862 seq=7 lost\n");

	stats::Summary s = sample_summary();
	text.summary(s);
	CHECK(out.take().empty());
	s.session = 2;
	s.lost_fwd.reset();
	s.lost_bwd.reset();
	s.lost = 2;
	s.late = 3;
	text.summary(s);
	CHECK(out.take() ==
	      "\n"
	      "target                               sent  lost   loss      p50      p99      max  "
	      "jitter\n"
	      "[2001:db8::9]:862                      50     2  3.92%  8.114ms  9.902ms  9.981ms  "
	      "41.2us\n"
	      "edge7.example.net (203.0.113.7:862)    50     1  2.00%  8.114ms  9.902ms  9.981ms  "
	      "41.2us\n"
	      "all targets: 100 sent, 98 received, 3 lost (2.97%), 0 duplicate, 0 reordered, "
	      "3 late\n");
}

TEST_CASE("text: verbose has a block for each of several sessions, too") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = true, .now = {}});
	stats::Start start = sample_start();
	for (start.session = 1; start.session <= 2; start.session++)
		text.start(start);
	(void)out.take();
	stats::Summary s = sample_summary();
	const std::string pacing = render::pacing_phrase(s.pacing_error) + "\n";
	text.summary(s);
	CHECK(out.take() == "\nedge7.example.net (203.0.113.7:862)\n" + block + pacing);
	s.session = 2;
	text.summary(s);
	const std::string last = out.take();
	CHECK(last.starts_with("\nedge7.example.net (203.0.113.7:862)\n" + block + pacing +
			       "\ntarget  "));
	CHECK(last.find("\nall targets: 100 sent") != std::string::npos);
}

TEST_CASE("text: why none of several targets answered is reported below their table") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	stats::Start start = sample_start();
	for (start.session = 1; start.session <= 2; start.session++)
		text.start(start);
	stats::Summary s;
	s.sent = s.lost = 2;
	s.reason = {stats::Kind::port_unreachable, {"port unreachable (says 203.0.113.7)"}};
	for (s.session = 1; s.session <= 2; s.session++)
		text.summary(s);
	const std::string line =
		"edge7.example.net: no reply: port unreachable (says 203.0.113.7)\n";
	CHECK(out.take().ends_with("0 late\n" + line + line));
}

TEST_CASE("text: what several sessions have in common is summed up once") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	for (std::uint32_t session = 1; session <= 3; session++) {
		stats::Start start = sample_start();
		start.session = session;
		text.start(start);
	}
	stats::Summary s;
	s.sent = s.received = 10;
	s.ring_drops = 7;
	s.bad_auth = 3;
	s.unexpected_of_nobody = test::counted<stats::Unexpected>({{STAMP_U_OTHER_ADDRESS, 4}});
	for (s.session = 1; s.session <= 3; s.session++) {
		s.unexpected = 4 + s.session;
		s.unexpected_reasons = test::counted<stats::Unexpected>(
			{{STAMP_U_OTHER_ADDRESS, 4}, {STAMP_U_FOREIGN_T1, s.session}});
		text.summary(s);
	}
	const std::string last = out.take();
	CHECK(last.substr(last.find("all targets: ")) ==
	      "all targets: 30 sent, 30 received, 0 lost (0.00%), 0 duplicate, 0 reordered, 0 "
	      "late, 3 not authentic, 10 unexpected (4 other address, 6 foreign t1), 7 replies "
	      "dropped here: ring full\n3 replies were not signed with the key of this run and "
	      "ignored\n");
}

TEST_CASE("text: warnings are reported even when quiet") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	text.warning({{stats::Kind::netlink, {"the clock was set while measuring"}}});
	CHECK(out.take() == "warning: netlink: the clock was set while measuring\n");
}

TEST_CASE("text: a warning about one of several targets names it") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = false, .now = {}});
	stats::Start start = sample_start();
	text.start(start);
	(void)out.take();
	text.warning({{stats::Kind::network, {"port unreachable"}}, 1});
	CHECK(out.take() == "warning: network: port unreachable\n");

	start.session = 2;
	start.dst = {"2001:db8::9", 862, ""};
	text.start(start);
	(void)out.take();
	text.warning({{stats::Kind::network, {"port unreachable"}}, 1});
	text.warning({{stats::Kind::network, {"port unreachable"}}, 2});
	text.warning({{stats::Kind::netlink, {"the clock was set"}}});
	CHECK(out.take() == "warning: network: edge7.example.net: port unreachable\n"
			    "warning: network: [2001:db8::9]:862: port unreachable\n"
			    "warning: netlink: the clock was set\n");
}

TEST_CASE("text: a full disk is noticed") {
	Outlet full(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	TextRenderer text(full, {});
	text.start(sample_start());
	CHECK_FALSE(text.good());
}

TEST_CASE("text: verbose tells how well it was paced") {
	Capture out;
	TextRenderer text(out.file(), {.quiet = true, .verbose = true, .now = {}});
	stats::Summary s = sample_summary();
	s.pacing_error = delays(1000, 52'000, 58'100, 120'000, 1'200'000, 6000, 7000);
	text.summary(s);
	CHECK(out.take() == block + render::pacing_phrase(s.pacing_error) + "\n");
}
