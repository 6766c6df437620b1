// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics.h"

#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

const std::string labels = "{session=\"1\",target=\"a.example\",iface=\"eth0\"";

stats::SenderTally tally() {
	stats::SenderTally t;
	t.target = "a.example";
	t.sent = 10;
	t.received = 7;
	t.settled_unknown = 3;
	t.rtt.bin[0] = 1;
	t.rtt.bin[6] = 5;
	t.rtt.bin[22] = 1;
	t.rtt.sum = 11s + 345us;
	t.clock_error = 180us;
	t.implausible = 2;
	t.unexpected = test::counted<stats::Unexpected>({{STAMP_U_FOREIGN_T1, 3}});
	return t;
}

std::string rendered(const std::vector<stats::SenderTally> &tallies) {
	stats::InterfaceStats sender{"eth0", "tcx", {862}, utc(0), {}};
	sender.role = STAMP_ROLE_SENDER;
	sender.tallies = tallies;
	return render::openmetrics({sender}, "0.1.0");
}

bool has(const std::string &text, const std::string &line) {
	return text.find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("a sender's counters have session, target and interface") {
	const std::string text = rendered({tally()});
	CHECK(has(text, "stamp_packets_sent_total" + labels + "} 10"));
	CHECK(has(text, "stamp_packets_received_total" + labels + "} 7"));
	CHECK(has(text, "stamp_packets_lost_total" + labels + ",direction=\"unknown\"} 3"));
	CHECK(has(text, "stamp_packets_duplicate_total" + labels + "} 0"));
	CHECK(has(text, "stamp_packets_implausible_total" + labels + "} 2"));
	CHECK(has(text, "stamp_packets_unexpected_total" + labels + ",reason=\"wrong_ssid\"} 0"));
	CHECK(has(text, "stamp_packets_unexpected_total" + labels + ",reason=\"foreign_t1\"} 3"));
	CHECK(text.find("direction=\"forward\"") == std::string::npos);
	CHECK(text.find("stamp_forward_delay_seconds") == std::string::npos);
	CHECK(has(text, "stamp_owd_valid" + labels + "} 0"));
	CHECK(has(text, "# UNIT stamp_clock_error_seconds seconds"));
	CHECK(has(text, "stamp_clock_error_seconds" + labels + ",side=\"local\"} 0.00018"));
	CHECK(text.find("side=\"remote\"") == std::string::npos);
}

TEST_CASE("what did not leave has its reason, outages their time") {
	stats::SenderTally t = tally();
	t.not_sent_reasons = test::counted<stats::NotSent>({{STAMP_NOT_SENT_NO_ROUTE, 4}});
	t.missed = 2;
	t.outages = 1;
	t.outage_time = 1500ms;
	const std::string text = rendered({t, t});
	CHECK(has(text, "stamp_packets_not_sent_total" + labels + ",reason=\"no_route\"} 8"));
	CHECK(has(text, "stamp_packets_not_sent_total" + labels + ",reason=\"filtered\"} 0"));
	CHECK(has(text, "stamp_send_times_missed_total" + labels + "} 4"));
	CHECK(has(text, "stamp_outages_total" + labels + "} 2"));
	CHECK(has(text, "stamp_outage_seconds_total" + labels + "} 3.0"));
}

TEST_CASE("changes of the path are of a target, and lines left out of the whole sender") {
	stats::SenderTally t = tally();
	t.route_changes = 2;
	t.name_changes = 1;
	t.output_dropped = 7;
	stats::SenderTally other = t;
	other.session = 2;
	const std::string text = rendered({t, other});
	CHECK(has(text, "stamp_route_changes_total" + labels + "} 2"));
	CHECK(has(text, "stamp_name_changes_total" + labels + "} 1"));
	CHECK(has(text, "stamp_output_lines_dropped_total{iface=\"eth0\"} 7"));
	CHECK(has(rendered({t, t}), "stamp_route_changes_total" + labels + "} 4"));
}

TEST_CASE("a histogram's buckets add up, bounds are seconds as Prometheus writes them") {
	const std::string text = rendered({tally()});
	const auto bucket = [&](const std::string &le, int count) {
		return has(text, "stamp_rtt_seconds_bucket" + labels + ",le=\"" + le + "\"} " +
					 std::to_string(count));
	};
	CHECK(has(text, "# TYPE stamp_rtt_seconds histogram"));
	CHECK(has(text, "# UNIT stamp_rtt_seconds seconds"));
	CHECK(bucket("1e-06", 1));
	CHECK(bucket("5e-05", 1));
	CHECK(bucket("0.0001", 6));
	CHECK(bucket("0.5", 6));
	CHECK(bucket("1.0", 6));
	CHECK(bucket("10.0", 6));
	CHECK(bucket("+Inf", 7));
	CHECK(has(text, "stamp_rtt_seconds_sum" + labels + "} 11.000345"));
	CHECK(has(text, "stamp_rtt_seconds_count" + labels + "} 7"));
}

TEST_CASE("directions and one-way values are reported while they are known") {
	stats::SenderTally t = tally();
	t.settled_forward = 2;
	t.settled_backward = 0;
	t.owd_valid = true;
	t.forward.emplace();
	t.backward.emplace();
	t.backward->bin[0] = 4;
	t.backward->sum = -3us;
	t.far_error = 2s;
	const std::string text = rendered({t});
	CHECK(has(text, "stamp_packets_lost_total" + labels + ",direction=\"forward\"} 2"));
	CHECK(has(text, "stamp_packets_lost_total" + labels + ",direction=\"backward\"} 0"));
	CHECK(has(text, "stamp_forward_delay_seconds_sum" + labels + "} 0.0"));
	CHECK(has(text, "stamp_backward_delay_seconds_bucket" + labels + ",le=\"1e-06\"} 4"));
	CHECK(text.find("stamp_backward_delay_seconds_sum") == std::string::npos);
	CHECK(text.find("stamp_backward_delay_seconds_count") == std::string::npos);
	CHECK(has(text, "stamp_clock_error_seconds" + labels + ",side=\"remote\"} 2.0"));
}

TEST_CASE("senders that are called the same are added up") {
	stats::SenderTally valid = tally(), invalid = tally(), other = tally();
	valid.owd_valid = true;
	valid.forward.emplace();
	valid.settled_forward = 1;
	invalid.clock_error = 1s;
	other.session = 2;
	const std::string text = rendered({valid, invalid, other});
	CHECK(has(text, "stamp_packets_sent_total" + labels + "} 20"));
	CHECK(has(text, "stamp_packets_unexpected_total" + labels + ",reason=\"foreign_t1\"} 6"));
	CHECK(has(text, "stamp_packets_lost_total" + labels + ",direction=\"forward\"} 1"));
	CHECK(has(text, "stamp_rtt_seconds_count" + labels + "} 14"));
	CHECK(has(text, "stamp_owd_valid" + labels + "} 0"));
	CHECK(text.find("stamp_forward_delay_seconds") == std::string::npos);
	CHECK(has(text, "stamp_clock_error_seconds" + labels + ",side=\"local\"} 1.0"));
	CHECK(text.find("session=\"2\"") != std::string::npos);
}
