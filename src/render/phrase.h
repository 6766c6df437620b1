// SPDX-License-Identifier: Apache-2.0
// The sentences of the text output, each one line without its end.
#pragma once

#include <string>

#include "stats/report.h"

namespace stamp::render {

// Of a ratio from 0 to 1: "2.00%", "<0.01%".
[[nodiscard]] std::string percent_phrase(double ratio);
// "203.0.113.7:862", "[2001:db8::1]:862"
[[nodiscard]] std::string address_phrase(const stats::Endpoint &endpoint);
// "edge7.example.net (203.0.113.7:862)", or the address alone when no name was given.
[[nodiscard]] std::string target_phrase(const stats::Endpoint &endpoint);
// "STAMP to ... from ..., 44 octets, ..."
[[nodiscard]] std::string header_phrase(const stats::Start &start);

// What the local clock promises, before anything is known of the far one.
[[nodiscard]] std::string clock_phrase(const stats::ClockReport &clock);
// What both promise, and what that means for one-way values.
[[nodiscard]] std::string clocks_phrase(const stats::Summary &summary);

// "50 sent, 49 received, 1 lost (2.00%: 1 forward, 0 backward), ...". What is expected to be 0
// (loss of unknown direction, what was not sent) is named only when it is not.
[[nodiscard]] std::string counts_phrase(const stats::Counts &counts);
// The same, with all else that is not 0: a missed slot, a full ring ...
[[nodiscard]] std::string all_counts_phrase(const stats::Summary &summary);
// From where packets came that nobody asked, or nothing.
[[nodiscard]] std::string stranger_phrase(const stats::Summary &summary);
// That the far side's times are whole seconds off, or nothing.
[[nodiscard]] std::string utc_offset_phrase(const stats::Summary &summary);
// "2 outages, 1.2s in all, the longest of 10 packets, 1s from ... on (seq 30)", or nothing.
[[nodiscard]] std::string outage_phrase(const stats::Summary &summary);
// What the keys have to do with the result, or nothing.
[[nodiscard]] std::string keys_phrase(const stats::Summary &summary);
// "sent after their time: mean 58.1us, deviation 21.2us, p50 ..., p99 ..., max ..."
[[nodiscard]] std::string pacing_phrase(const stats::DelaySummary &error);
// "49 received, 1 lost (2.00%), p50 8.114ms, last 8.102ms": where there is room for one line.
[[nodiscard]] std::string short_phrase(const stats::Summary &summary);

// "seq=0 rtt=8.102ms fwd=3.977ms bwd=4.125ms (late)", "seq=1 lost", "seq=2 not sent
// (no route)"
[[nodiscard]] std::string packet_phrase(const stats::Packet &packet);

} // namespace stamp::render
