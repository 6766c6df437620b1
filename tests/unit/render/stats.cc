// SPDX-License-Identifier: Apache-2.0
#include "render/stats.h"

#include "render/fold.h"
#include "render/reflector.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::render;

namespace {

using State = stats::PinnedReflector::State;

stats::InterfaceStats reflector(std::uint64_t reflected) {
	return {"eth0",
		"tcx",
		{862},
		utc(0),
		test::counted<stats::Verdicts>({{STAMP_V_REFLECTED, reflected}})};
}

std::string text(const std::vector<Line> &lines) {
	std::string all;
	for (const Line &line : lines)
		all += line.text + "\n";
	return all;
}

std::string block(const StatsRound &round, const StatsRound &before = {},
		  std::size_t width = any_width) {
	return text(stats_block(round, before, width));
}

} // namespace

TEST_CASE("a title, and what is not 0 below it") {
	CHECK(block({{reflector(50)}, {}}) ==
	      "eth0: reflector, tcx, port 862, since 1970-01-01T00:00:00.000000Z\n"
	      "  reflected                    50\n");
	stats::InterfaceStats pinned = reflector(0);
	pinned.pinned = true;
	pinned.attached = false;
	pinned.ports = {862, 4862};
	pinned.warnings = {{{stats::Kind::detached, {"nothing is answered"}}}};
	CHECK(block({{pinned}, {}}) ==
	      "eth0: persistent reflector, detached, tcx, ports 862, 4862, since "
	      "1970-01-01T00:00:00.000000Z\n  warning: nothing is answered\n");
}

TEST_CASE("a sender: to whom, its counts, and its round trips in the last minute and in all") {
	stats::InterfaceStats s = reflector(0);
	s.role = STAMP_ROLE_SENDER;
	stats::SenderTally tally;
	tally.target = "edge7";
	tally.sent = 50;
	tally.received = 48;
	tally.lost = 2;
	tally.lost_fwd = tally.lost_bwd = 1;
	tally.lost_unknown = 0;
	tally.not_sent = 3;
	tally.not_sent_reasons = test::counted<stats::NotSent>({{STAMP_NOT_SENT_NO_ROUTE, 3}});
	tally.minute = {10, std::chrono::milliseconds{8}, std::chrono::milliseconds{9}};
	tally.whole = {48, std::chrono::milliseconds{7}, {}};
	s.tallies = {tally};
	CHECK(block({{s}, {}}) ==
	      "eth0: sender, tcx, port 862, since 1970-01-01T00:00:00.000000Z, to edge7\n"
	      "  edge7: 50 sent, 48 received, 2 lost (4.00%: 1 forward, 1 backward), "
	      "0 duplicate, 0 reordered, 0 late, 3 not sent (no route)\n"
	      "    roundtrip of the last minute: p50 8.000ms, p99 9.000ms; of all: p50 7.000ms, "
	      "p99 -\n");
	CHECK(stats_json({s}).find(
		      R"("targets":[{"session":1,"target":"edge7","sent":50,)"
		      R"("received":48,"lost":2,"loss_ratio":0.04,"lost_fwd":1,)"
		      R"("lost_bwd":1,"lost_unknown":0,"duplicate":0,"reordered":0,)"
		      R"("late":0,"not_sent":3,"not_sent_reasons":{"link_down":0,"no_route":3,)"
		      R"("no_address":0,"neighbour_unresolved":0,"filtered":0,)"
		      R"("egress_dropped":0,"queue_full":0,"too_long":0,"other":0},)"
		      R"("rtt_ns":{"n":48,"p50":7000000,"p99":null},)"
		      R"("rtt_last_minute_ns":{"n":10,"p50":8000000,"p99":9000000},)"
		      R"("owd_valid":false}])") != std::string::npos);
	s.tallies.push_back(tally);
	CHECK(block({{s}, {}}).find(", to edge7 and 1 more\n") != std::string::npos);
	for (const Line &line : stats_block({{s}, {}}, {}, 40))
		CHECK(columns(line.text) <= 40);
}

TEST_CASE("a second round has rates, of the same reflector only") {
	const StatsRound before{{reflector(50)}, {}};
	const StatsRound after{{reflector(150)}, std::chrono::milliseconds{500}};
	CHECK(block(after, before).find("150          200.0/s") != std::string::npos);
	stats::InterfaceStats other = reflector(150);
	other.since = utc(1);
	CHECK(block({{other}, std::chrono::seconds{1}}, before).find("/s") == std::string::npos);
	// Set up again within the clock's resolution: no negative rate.
	CHECK(block({{reflector(10)}, std::chrono::seconds{1}}, before).find("/s") ==
	      std::string::npos);
}

TEST_CASE("what TLVs showed is below the verdicts, with a rate of its own") {
	stats::InterfaceStats s = reflector(50);
	s.tlvs = test::counted<stats::TlvNotes>(
		{{STAMP_TLV_NOTE_UNKNOWN, 2}, {STAMP_TLV_NOTE_INTEGRITY, 3}});
	CHECK(block({{s}, {}}) ==
	      "eth0: reflector, tcx, port 862, since 1970-01-01T00:00:00.000000Z\n"
	      "  reflected                    50\n"
	      "  tlv_unknown                   2\n"
	      "  tlv_bad_hmac                  3\n");
	stats::InterfaceStats later = s;
	later.tlvs->at(STAMP_TLV_NOTE_INTEGRITY) = 5;
	CHECK(block({{later}, std::chrono::seconds{1}}, {{s}, {}})
		      .find("tlv_bad_hmac                  5            2.0/s") !=
	      std::string::npos);
	CHECK(stats_json({s}).find("},\"tlvs\":{\"unknown\":2,\"malformed\":0,\"bad_hmac\":3,"
				   "\"stray\":0,\"too_many\":0,\"cut\":0,\"disobeyed\":0},"
				   "\"sessions\":[]") != std::string::npos);
	CHECK(counters_phrase(s) == "eth0: 50 answered, 2 tlv_unknown, 3 tlv_bad_hmac");
}

TEST_CASE("no line is wider than the terminal") {
	stats::InterfaceStats s = reflector(1);
	s.warnings = {{{stats::Kind::detached,
			{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}}}};
	for (const Line &line : stats_block({{s}, {}}, {}, 40))
		CHECK(columns(line.text) <= 40);
}

TEST_CASE("the JSON of stats has every counter") {
	stats::InterfaceStats s = reflector(50);
	s.role = STAMP_ROLE_SENDER;
	CHECK(stats_json({s}) ==
	      "{\"v\":1,\"type\":\"stats\",\"interfaces\":[{\"iface\":\"eth0\",\"role\":"
	      "\"sender\",\"hook\":\"tcx\",\"ports\":[862],\"pinned\":false,\"since_ns\":0,"
	      "\"verdicts\":{\"not_stamp\":0,\"reflected\":50,\"stamped\":0,\"unstamped\":0,"
	      "\"received\":0,\"short\":0,\"bad_checksum\":0,\"bad_hmac\":0,\"unsigned\":0,"
	      "\"auth_request\":0,\"no_session\":0,\"not_allowed\":0,\"bad_source\":0,"
	      "\"multicast\":0,\"rate_limited\":0,\"sessions_full\":0,\"source_full\":0,"
	      "\"loop\":0,\"fragment\":0,\"slow_path\":0,\"no_room\":0,\"no_reply\":0,"
	      "\"ring_full\":0,\"translated\":0,\"over_budget\":0,\"further\":0},"
	      "\"sessions\":[],\"attached\":true,"
	      "\"warnings\":[]}]}\n");
	s.of_hardware = true;
	s.hardware_times = test::counted<stats::HardwareTimes>({{STAMP_HW_USED, 7}});
	CHECK(stats_json({s}).find("\"attached\":true,\"timestamp_source\":\"hw\","
				   "\"hardware_times\":{\"used\":7,\"missing\":0,\"stale\":0,"
				   "\"implausible\":0},") != std::string::npos);
	CHECK(stats_json({}) == "{\"v\":1,\"type\":\"stats\",\"interfaces\":[]}\n");
}

TEST_CASE("show says how a reflector was set up and what has changed since") {
	stats::PinnedReflector r{"eth0",
				 State::attached,
				 true,
				 "tcx",
				 {862},
				 {"192.0.2.2"},
				 {},
				 1000,
				 0,
				 STAMP_FORMAT_NTP,
				 utc(0),
				 "0.1.0",
				 {{{stats::Kind::addresses_unknown, {"they changed"}}}}};
	CHECK(show_text({r}) ==
	      "eth0: attached, tcx, port 862, ntp, 1000 packets/s per source, since "
	      "1970-01-01T00:00:00.000000Z\n  answers on 192.0.2.2; requests from any source\n  "
	      "warning: they changed\n");
	r.ssids = {0, 0x5a3c};
	CHECK(show_text({r}).find("; requests from any source; SSID 0, 23100\n") !=
	      std::string::npos);
	CHECK(show_json({r}).find("\"auth\":false,\"ssids\":[0,23100],") != std::string::npos);
	r.ssids.clear();
	r.allow = {"192.0.2.0/24", "2001:db8::/32"};
	r.rate_pps = 0;
	r.total_rate_pps = 9;
	r.state = State::detached;
	CHECK(show_text({r}).starts_with(
		"eth0: detached, tcx, port 862, ntp, no limit per source, 9 in total, since"));
	CHECK(show_text({r}).find("requests from 192.0.2.0/24, 2001:db8::/32\n") !=
	      std::string::npos);
}

TEST_CASE("show claims nothing of what another version has set up") {
	stats::PinnedReflector r;
	r.iface = "eth0";
	r.warnings = {{{stats::Kind::detached, {"of another version"}}}};
	CHECK(show_text({r}) == "eth0: detached\n  warning: of another version\n");
	CHECK(show_json({r}) == "{\"v\":1,\"type\":\"reflectors\",\"reflectors\":[{\"iface\":"
				"\"eth0\",\"state\":\"detached\",\"warnings\":[{\"code\":"
				"\"detached\",\"detail\":\"of another version\"}]}]}\n");
}
