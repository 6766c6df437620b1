// SPDX-License-Identifier: Apache-2.0
// The run that the examples of the documentation show.
#pragma once

#include "stats/report.h"

namespace stamp::test {

inline stats::Start sample_start() {
	stats::Start s;
	s.at = utc(1795414765511178887);
	s.iface = "eth0";
	s.hook = "tcx";
	s.src = {"198.51.100.4", 862, ""};
	s.dst = {"203.0.113.7", 862, "edge7.example.net"};
	s.ssid = 23100;
	s.length = 44;
	s.interval = std::chrono::milliseconds{100};
	s.clock = {true, Duration{180'000}, 37};
	s.version = "0.1.0";
	s.kernel = "6.12.0";
	return s;
}

inline stats::Packet sample_packet() {
	stats::Packet p;
	p.t1 = utc(1795414765511178887);
	p.t2 = utc(1795414765515155888);
	p.t3 = utc(1795414765515159189);
	p.t4 = utc(1795414765519284301);
	p.rtt = Duration{8102113};
	p.fwd = Duration{3977001};
	p.bwd = Duration{4125112};
	p.proc = Duration{3301};
	p.ttl = 248;
	p.reply_ttl = 247;
	return p;
}

inline stats::Packet lost_packet(std::uint64_t seq) {
	stats::Packet p;
	p.seq = seq;
	p.lost = true;
	return p;
}

inline stats::DelaySummary delays(std::int64_t min, std::int64_t p50, std::int64_t mean,
				  std::int64_t p99, std::int64_t max, std::int64_t jitter,
				  std::int64_t last) {
	stats::DelaySummary d;
	d.n = 49;
	d.min = Duration{min};
	d.p50 = d.p90 = Duration{p50};
	d.mean = Duration{mean};
	d.p99 = d.p99_9 = Duration{p99};
	d.max = Duration{max};
	d.stddev = Duration{310000};
	d.jitter = Duration{jitter};
	d.rfc3550_jitter = Duration{39000};
	d.last = Duration{last};
	return d;
}

inline stats::Summary sample_summary() {
	stats::Summary s;
	s.sent = 50;
	s.received = 49;
	s.lost = 1;
	s.lost_fwd = 1;
	s.lost_bwd = 0;
	s.lost_unknown = 0;
	s.duration = Duration{4998123456};
	s.rtt = delays(8021000, 8114000, 8190000, 9902000, 9981000, 41200, 8102113);
	s.fwd = delays(3902000, 3988000, 4020000, 5101000, 5180000, 30000, 3977001);
	s.bwd = delays(4101000, 4120000, 4160000, 4801000, 4822000, 22100, 4119000);
	s.proc = delays(3100, 3400, 3600, 6000, 6200, 100, 3301);
	s.owd_valid = true;
	s.owd_uncertainty = Duration{1380000};
	s.clock = {true, Duration{180'000}, 37};
	s.reflector_error = Duration{1'200'000};
	s.reflector_synced = true;
	return s;
}

inline const char *const sample_header =
	"STAMP to edge7.example.net (203.0.113.7:862) from 198.51.100.4:862 on eth0, 44 octets, "
	"unauthenticated, SSID 0x5a3c, tcx\n";

inline const char *const sample_block =
	"clock: synchronised (\u00b10.18 ms), reflector \u00b11.2 ms: one-way values \u00b11.4 ms\n"
	"                        min       p50       avg       p99       max    jitter      last\n"
	"roundtrip           8.021ms   8.114ms   8.190ms   9.902ms   9.981ms    41.2us   8.102ms\n"
	"forward (near-end)  3.902ms   3.988ms   4.020ms   5.101ms   5.180ms    30.0us   3.977ms\n"
	"backward (far-end)  4.101ms   4.120ms   4.160ms   4.801ms   4.822ms    22.1us   4.119ms\n"
	"reflector             3.1us     3.4us     3.6us     6.0us     6.2us         -     3.3us\n"
	"50 sent, 49 received, 1 lost (2.00%: 1 forward, 0 backward), 0 duplicate, 0 reordered, "
	"0 late\n";

} // namespace stamp::test
