// SPDX-License-Identifier: Apache-2.0
#include "render/phrase.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "render/duration.h"
#include "render/names.h"

namespace stamp::render {

namespace {

constexpr const char *plus_minus = "\xc2\xb1"; // U+00B1
constexpr const char *offset_included = ": forward and backward include the clock offset";

std::string hex16(std::uint16_t number) {
	std::array<char, 8> text{};
	std::snprintf(text.data(), text.size(), "0x%04x", number);
	return text.data();
}

std::string counted(std::uint64_t count, const char *what) {
	return std::to_string(count) + " " + what;
}

std::string within(const std::optional<Duration> &error) {
	return error ? plus_minus + format_estimate(*error) : "";
}

std::string loss_phrase(const stats::Counts &s, bool direction) {
	if (s.wants_no_reply && s.lost == 0)
		return "loss unknown (no reply wanted)";
	std::string text = counted(s.lost, "lost");
	const auto ratio = stats::loss_ratio(s);
	if (!ratio)
		return text;
	text += " (" + percent_phrase(*ratio);
	if (direction && s.lost_fwd && s.lost_bwd)
		text += ": " + counted(*s.lost_fwd, "forward") + ", " +
			counted(*s.lost_bwd, "backward");
	if (direction && s.lost_unknown.value_or(0) != 0)
		text += ", " + counted(*s.lost_unknown, "of unknown direction");
	return text + ")";
}

std::string words(std::string name) {
	std::replace(name.begin(), name.end(), '_', ' ');
	return name;
}

// " (1 wrong ssid, 2 foreign t1)"
std::string reasons_phrase(const NamedCounts &reasons) {
	std::string text;
	for (const auto &[name, count] : reasons)
		if (count != 0)
			text += (text.empty() ? "" : ", ") + counted(count, words(name).c_str());
	return text.empty() ? text : " (" + text + ")";
}

// "5 not sent (no route)", "7 not sent (5 no route, 2 filtered)"
std::string not_sent_phrase(const stats::Counts &s) {
	std::string reasons;
	for (const auto &[name, count] : named_not_sent(s.not_sent_reasons)) {
		if (count == 0)
			continue;
		reasons += reasons.empty() ? "" : ", ";
		reasons += count == s.not_sent ? words(name) : counted(count, words(name).c_str());
	}
	return counted(s.not_sent, "not sent") + (reasons.empty() ? "" : " (" + reasons + ")");
}

} // namespace

std::string percent_phrase(double ratio) {
	if (ratio > 0 && ratio < 0.00005)
		return "<0.01%";
	const auto hundredths = static_cast<std::uint64_t>(std::llround(ratio * 10'000));
	const std::uint64_t rest = hundredths % 100;
	return std::to_string(hundredths / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest) +
	       "%";
}

std::string address_phrase(const stats::Endpoint &endpoint) {
	const bool ipv6 = endpoint.ip.find(':') != std::string::npos;
	return (ipv6 ? "[" + endpoint.ip + "]" : endpoint.ip) + ":" + std::to_string(endpoint.port);
}

std::string target_phrase(const stats::Endpoint &endpoint) {
	if (endpoint.host.empty() || endpoint.host == endpoint.ip)
		return address_phrase(endpoint);
	return endpoint.host + " (" + address_phrase(endpoint) + ")";
}

std::string header_phrase(const stats::Start &start) {
	std::string text = "STAMP to " + target_phrase(start.dst) + " from " +
			   address_phrase(start.src) + " on " + start.iface + ", " +
			   counted(start.length, "octets");
	text += start.auth ? ", authenticated" : ", unauthenticated";
	text += start.ssid != 0 ? ", SSID " + hex16(start.ssid) : ", no SSID";
	if (start.dscp != 0)
		text += ", DSCP " + std::to_string(start.dscp);
	if (start.format == STAMP_FORMAT_PTP)
		text += ", PTP timestamps";
	text += ", " + start.hook;
	return start.of_hardware ? text + ", hardware receive timestamps" : text;
}

std::string clock_phrase(const stats::ClockReport &clock) {
	if (!clock.synced)
		return std::string("clock: not synchronised") + offset_included;
	return "clock: synchronised (" + within(clock.error) + ")";
}

std::string clocks_phrase(const stats::Summary &s) {
	std::string text = "clock: not synchronised";
	if (s.clock.synced)
		text = "clock: synchronised (" + within(s.clock.error) + ")";

	if (s.reflector_synced == false)
		text += ", reflector not synchronised";
	else if (s.reflector_error)
		text += ", reflector " + within(s.reflector_error);
	else if (s.reflector_synced == true)
		text += ", reflector synchronised";

	if (s.owd_valid)
		return s.owd_uncertainty ? text + ": one-way values " + within(s.owd_uncertainty)
					 : text;
	if (s.fwd.n == 0 && s.bwd.n == 0) // there is nothing to warn of
		return text;
	if (!s.clock.synced || s.reflector_synced == false)
		return text + offset_included + " and cannot be trusted";
	return text + ": one-way values cannot be trusted";
}

std::string counts_phrase(const stats::Counts &s) {
	std::string text = counted(s.sent, "sent") + ", " + counted(s.received, "received") + ", " +
			   loss_phrase(s, true) + ", " + counted(s.duplicate, "duplicate") + ", " +
			   counted(s.reordered, "reordered") + ", " + counted(s.late, "late");
	return s.not_sent != 0 ? text + ", " + not_sent_phrase(s) : text;
}

std::string all_counts_phrase(const stats::Summary &s) {
	std::string text = counts_phrase(s);
	const auto add = [&text](std::uint64_t count, const char *what) {
		if (count != 0)
			text += ", " + counted(count, what);
	};
	add(s.further.value_or(0), "further replies");
	add(s.in_flight, "in flight");
	add(s.bad_auth, "not authentic");
	add(s.implausible, "implausible");
	add(s.unexpected, "unexpected");
	text += reasons_phrase(named_unexpected(s.unexpected_reasons));
	add(s.missed_slots, "send times missed");
	add(s.ring_drops, "replies dropped here: ring full");
	add(s.output_dropped, "lines of output dropped");
	return text;
}

std::string outage_phrase(const stats::Summary &s) {
	if (s.outages == 0 || !s.longest_outage)
		return "";
	const stats::LongestOutage &longest = *s.longest_outage;
	std::string text = counted(s.outages, s.outages == 1 ? "outage" : "outages");
	if (s.outages > 1)
		text += ", " + format_duration(s.outage_time) + " in total, the longest";
	return text + " of " +
	       counted(longest.packets, longest.packets == 1 ? "packet" : "packets") + ", " +
	       format_duration(longest.length) + " from " + format_time(longest.at) + " on (seq " +
	       std::to_string(longest.seq) + ")";
}

std::string keys_phrase(const stats::Summary &s) {
	const bool none = s.received == 0 && s.lost != 0;
	if (s.bad_auth == 0)
		return "";
	return counted(s.bad_auth, s.bad_auth == 1 ? "reply was" : "replies were") +
	       " not signed with the key of this run and ignored" +
	       (none ? ": does the reflector have a different key?" : "");
}

std::string stranger_phrase(const stats::Summary &s) {
	if (!s.unexpected_from)
		return "";
	return "packets arrived from an address or port that is not a target, the latest from " +
	       address_phrase(*s.unexpected_from);
}

std::string utc_offset_phrase(const stats::Summary &s) {
	if (!s.reflector_utc_offset_s)
		return "";
	const int ahead = *s.reflector_utc_offset_s;
	return "reflector: its timestamps are " + std::to_string(std::abs(ahead)) +
	       (ahead > 0 ? " s ahead of UTC" : " s behind UTC") +
	       (s.utc_offset_corrected ? ", which is subtracted from the one-way values"
				       : ", and so are the one-way values");
}

std::string pacing_phrase(const stats::DelaySummary &error) {
	return "delay after the send time: mean " + format_duration(error.mean) + ", deviation " +
	       format_duration(error.stddev) + ", p50 " + format_duration(error.p50) + ", p99 " +
	       format_duration(error.p99) + ", max " + format_duration(error.max);
}

std::string short_phrase(const stats::Summary &s) {
	return counted(s.received, "received") + ", " + loss_phrase(s, false) +
	       (s.not_sent != 0 ? ", " + counted(s.not_sent, "not sent") : "") + ", p50 " +
	       format_duration(s.rtt.p50) + ", last " + format_duration(s.rtt.last);
}

std::string packet_phrase(const stats::Packet &packet) {
	const std::string seq = "seq=" + std::to_string(packet.seq);
	if (packet.lost)
		return seq + " lost";
	if (packet.not_sent)
		return seq + " not sent (" + words(name_of(*packet.not_sent)) + ")";
	std::string text = seq + " rtt=" + format_duration(packet.rtt) +
			   " fwd=" + format_duration(packet.fwd) +
			   " bwd=" + format_duration(packet.bwd);
	if (packet.reply && !packet.duplicate)
		text += " reply=" + std::to_string(*packet.reply);
	if (packet.late)
		text += " (late)";
	if (packet.duplicate)
		text += " (duplicate)";
	if (packet.reordered)
		text += " (reordered)";
	return text;
}

} // namespace stamp::render
