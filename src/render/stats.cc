// SPDX-License-Identifier: Apache-2.0
#include "render/stats.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <optional>

#include "base/plain_text.h"
#include "render/duration.h"
#include "render/fold.h"
#include "render/json_members.h"
#include "render/json_writer.h"
#include "render/names.h"
#include "render/sender_stats.h"
#include "render/sentence.h"
#include "render/session_table.h"

namespace stamp::render {

namespace {

std::string joined(const std::vector<std::string> &words) {
	std::string text;
	for (const std::string &word : words)
		text += (&word == &words.front() ? "" : ", ") + word;
	return text;
}

std::string ports_phrase(const std::vector<std::uint16_t> &ports) {
	std::vector<std::string> words;
	for (const std::uint16_t port : ports)
		words.push_back(std::to_string(port));
	return (ports.size() == 1 ? "port " : "ports ") + joined(words);
}

std::string title(const stats::InterfaceStats &s) {
	const std::string targets = targets_phrase(s.tallies);
	return s.iface + ": " + (s.pinned ? "persistent " : "") + name_of(s.role) + ", " +
	       (s.attached ? "" : "detached, ") + s.hook + ", " + ports_phrase(s.ports) +
	       ", since " + format_time(s.since) + (targets.empty() ? "" : ", to " + targets);
}

bool is_same(const stats::InterfaceStats &a, const stats::InterfaceStats &b) {
	return a.iface == b.iface && a.role == b.role && a.since == b.since && a.ports == b.ports;
}

// One of the two lists of counters of an interface.
using Counters = NamedCounts (*)(const stats::InterfaceStats &);

NamedCounts verdicts_of(const stats::InterfaceStats &s) {
	return named_verdicts(s.verdicts);
}

NamedCounts tlv_notes_of(const stats::InterfaceStats &s) {
	return s.tlvs ? named_tlv_notes(*s.tlvs) : NamedCounts();
}

// What the counters were before; empty: the same was not there.
NamedCounts counts_before(const StatsRound &before, const stats::InterfaceStats &s,
			  Counters counters) {
	const auto found = std::find_if(before.interfaces.begin(), before.interfaces.end(),
					[&](const auto &other) { return is_same(other, s); });
	return found == before.interfaces.end() ? NamedCounts() : counters(*found);
}

std::string counter_line(const std::string &name, std::uint64_t count,
			 std::optional<double> per_second) {
	char line[96];
	if (per_second)
		std::snprintf(line, sizeof(line), "  %-14s %16" PRIu64 " %14.1f/s", name.c_str(),
			      count, *per_second);
	else
		std::snprintf(line, sizeof(line), "  %-14s %16" PRIu64, name.c_str(), count);
	return line;
}

void give_counters(const stats::InterfaceStats &s, Counters counters, const std::string &prefix,
		   const StatsRound &round, const StatsRound &before, std::size_t width,
		   const LineHandler &take) {
	const NamedCounts now = counters(s), earlier = counts_before(before, s, counters);
	for (std::size_t i = 0; i < now.size(); i++) {
		const auto &[name, count] = now[i];
		std::optional<double> rate;
		if (i < earlier.size() && earlier[i].count <= count &&
		    round.since_last > Duration::zero())
			rate = static_cast<double>(count - earlier[i].count) * 1e9 /
			       static_cast<double>(round.since_last.count());
		if (count != 0)
			take({std::string(cut(counter_line(prefix + name, count, rate), width))});
	}
}

std::string live_sessions_line(const stats::InterfaceStats &s) {
	return counter_line("sessions", s.live_sessions.value_or(0), std::nullopt) + " of " +
	       std::to_string(s.max_sessions);
}

void write_warnings(JsonWriter &json, const std::vector<stats::Warning> &warnings) {
	json.open("warnings", '[');
	for (const auto &warning : warnings) {
		write_message(json.open(), warning.message);
		json.close();
	}
	json.close(']');
}

template <typename Values>
void write_list(JsonWriter &json, const char *key, const Values &values) {
	json.open(key, '[');
	for (const auto &value : values)
		json.element(value);
	json.close(']');
}

void write_session(JsonWriter &json, const stats::Session &s) {
	json.open().field("src", s.src.ip).field("sport", s.src.port).field("dst", s.dst.ip);
	json.field("dport", s.dst.port).field("ssid", s.ssid).field("rx", s.rx).field("tx", s.tx);
	json.field("next_seq", s.next_seq).field("last_seen_ns", s.last_seen);
	json.field("auth", s.auth).field("lost", s.lost).field("duplicate", s.duplicate).close();
}

void write_interface(JsonWriter &json, const stats::InterfaceStats &s, const TextHandler &take) {
	json.open().field("iface", s.iface).field("role", name_of(s.role)).field("hook", s.hook);
	write_list(json, "ports", s.ports);
	json.field("pinned", s.pinned).field("since_ns", s.since);
	write_named(json, "verdicts", verdicts_of(s));
	if (s.tlvs)
		write_named(json, "tlvs", tlv_notes_of(s));
	json.open("sessions", '[');
	if (s.sessions)
		s.sessions([&](const stats::Session &session) {
			write_session(json, session);
			if (json.size() > part_octets)
				take(json.take_part());
		});
	json.close(']').field("attached", s.attached);
	if (!s.tallies.empty())
		write_targets(json, s.tallies);
	if (s.of_hardware)
		json.field("timestamp_source", source_name(*s.of_hardware));
	if (s.hardware_times)
		write_named(json, "hardware_times", named_hardware_times(*s.hardware_times));
	write_warnings(json, s.warnings);
	json.close();
}

std::string rate_phrase(const stats::PinnedReflector &r) {
	std::string phrase = r.rate_pps == 0 ? "no limit per source"
					     : std::to_string(r.rate_pps) + " packets/s per source";
	if (r.total_rate_pps != 0)
		phrase += ", " + std::to_string(r.total_rate_pps) + " in total";
	return phrase;
}

std::string ssids_phrase(const std::vector<std::uint16_t> &ssids) {
	std::string phrase;
	for (const std::uint16_t ssid : ssids)
		phrase += (phrase.empty() ? "; SSID " : ", ") + std::to_string(ssid);
	return phrase;
}

std::string show_line(const stats::PinnedReflector &r) {
	const std::string line = plain_text(r.iface) + ": " + name_of(r.state);
	if (!r.known)
		return line;
	return line + ", " + r.hook + ", " + ports_phrase(r.ports) + ", " + name_of(r.format) +
	       ", " + (r.auth ? "authenticated, " : "") + rate_phrase(r) + ", since " +
	       format_time(r.since) + "\n  answers on " +
	       (r.addresses.empty() ? "no address" : joined(r.addresses)) + "; " +
	       (r.allow.empty() ? "requests from any source" : "requests from " + joined(r.allow)) +
	       ssids_phrase(r.ssids);
}

void write_reflector(JsonWriter &json, const stats::PinnedReflector &r) {
	json.open().field("iface", r.iface).field("state", name_of(r.state));
	if (r.known) {
		json.field("hook", r.hook);
		write_list(json, "ports", r.ports);
		write_list(json, "addresses", r.addresses);
		write_list(json, "allow", r.allow);
		json.field("rate_pps", r.rate_pps).field("total_rate_pps", r.total_rate_pps);
		json.field("auth", r.auth);
		write_list(json, "ssids", r.ssids);
		json.field("timestamp", name_of(r.format)).field("since_ns", r.since);
		json.field("stamp", r.version);
	}
	write_warnings(json, r.warnings);
	json.close();
}

} // namespace

bool is_nothing(const StatsRound &round) {
	return round.interfaces.empty() && round.unreadable == 0;
}

StatsRound without_sessions(StatsRound round) {
	for (auto &interface : round.interfaces)
		interface.sessions = nullptr;
	return round;
}

void stats_lines(const StatsRound &round, const StatsRound &before, std::size_t width,
		 const LineHandler &take) {
	for (const auto &s : round.interfaces) {
		take({std::string(cut(title(s), width)), Look::title});
		sender_lines(s.tallies, width, take);
		give_counters(s, verdicts_of, "", round, before, width, take);
		give_counters(s, tlv_notes_of, "tlv_", round, before, width, take);
		for (const auto &warning : s.warnings)
			for (const std::string &part :
			     fold("  warning: " + sentence(warning.message), width))
				take({part, Look::alarm});
		if (s.live_sessions)
			take({std::string(cut(live_sessions_line(s), width))});
		if (s.sessions)
			session_table(s.sessions, width, take);
	}
}

std::vector<Line> stats_block(const StatsRound &round, const StatsRound &before,
			      std::size_t width) {
	std::vector<Line> lines;
	stats_lines(round, before, width, [&](const Line &line) { lines.push_back(line); });
	return lines;
}

void write_stats_json(const std::vector<stats::InterfaceStats> &interfaces,
		      const TextHandler &take) {
	JsonWriter json;
	json.open().field("v", 1).field("type", "stats").open("interfaces", '[');
	for (const auto &interface : interfaces)
		write_interface(json, interface, take);
	take(json.close(']').close().take_line());
}

std::string stats_json(const std::vector<stats::InterfaceStats> &interfaces) {
	std::string text;
	write_stats_json(interfaces, [&](std::string_view part) { text += part; });
	return text;
}

std::string show_text(const std::vector<stats::PinnedReflector> &reflectors) {
	std::string text;
	for (const auto &reflector : reflectors) {
		text += show_line(reflector) + "\n";
		for (const auto &warning : reflector.warnings)
			text += "  warning: " + plain_text(sentence(warning.message)) + "\n";
	}
	return text;
}

std::string show_json(const std::vector<stats::PinnedReflector> &reflectors) {
	JsonWriter json;
	json.open().field("v", 1).field("type", "reflectors").open("reflectors", '[');
	for (const auto &reflector : reflectors)
		write_reflector(json, reflector);
	return json.close(']').close().take_line();
}

} // namespace stamp::render
