// SPDX-License-Identifier: Apache-2.0
#include "render/interval.h"

#include <string>

#include "capture.h"
#include "render/json.h"
#include "render/live.h"
#include "render/text.h"
#include "sample.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::test;
using namespace std::chrono_literals;

namespace {

stats::Interval sample_interval() {
	stats::Interval i;
	i.at = UtcTime{1'795'414'765s + 511'178'887ns};
	i.duration = 10s;
	i.sent = 11;
	i.received = 9;
	i.lost = 1;
	i.not_sent = 1;
	i.not_sent_reasons = test::counted<stats::NotSent>({{STAMP_NOT_SENT_NO_ROUTE, 1}});
	i.rtt.n = 9;
	i.rtt.p50 = 8ms;
	i.rtt.p99 = i.rtt.max = 9ms;
	i.rtt.jitter = 40us;
	return i;
}

const std::string text = "2026-11-23T06:19:25.511178Z 10.00s: 11 sent, 9 received, "
			 "1 lost (10.00%), 0 duplicate, 0 reordered, 0 late, 1 not sent (no "
			 "route); roundtrip p50 8.000ms, p99 9.000ms, max 9.000ms, jitter 40.0us\n";

} // namespace

TEST_CASE("text: an interval is a line with its end, its counts and its round trips") {
	Capture out;
	render::TextRenderer renderer(out.file(), {.quiet = true, .verbose = false, .now = {}});
	renderer.interval(sample_interval());
	CHECK(out.take() == text);
	stats::Start start = sample_start();
	for (std::uint32_t session : {1, 2}) {
		start.session = session;
		start.dst.host = "host" + std::to_string(session);
		renderer.start(start);
	}
	(void)out.take();
	renderer.interval(sample_interval());
	CHECK(out.take() == "host1 " + text);
}

TEST_CASE("live: an interval stays above the table") {
	Capture out;
	render::LiveRenderer renderer(out.file(), {200, 24});
	renderer.interval(sample_interval());
	CHECK(out.take() == text);
}

TEST_CASE("JSON: an interval has its own delays and loss") {
	Capture out;
	render::JsonRenderer renderer(out.file(), true);
	renderer.interval(sample_interval());
	const std::string line = out.take();
	CHECK(line.starts_with(R"({"v":1,"type":"interval","session":1,"t_ns":1795414765511178887,)"
			       R"("duration_ns":10000000000,"sent":11,"received":9,"lost":1,)"
			       R"("loss_ratio":0.1,"lost_fwd":null,"lost_bwd":null,)"
			       R"("lost_unknown":null,"duplicate":0,"reordered":0,"late":0,)"
			       R"("not_sent":1,"not_sent_reasons":{"link_down":0,"no_route":1,)"
			       R"("no_address":0,"neighbour_unresolved":0,"filtered":0,)"
			       R"("egress_dropped":0,"queue_full":0,"too_long":0,"other":0},)"
			       R"("rtt_ns":{"n":9,"min":null,)"));
	CHECK(line.find(R"("fwd_ns":{"n":0,)") != std::string::npos);
	stats::Interval nothing;
	renderer.interval(nothing);
	CHECK(out.take().find(R"("loss_ratio":null)") != std::string::npos);
}
