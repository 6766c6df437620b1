// SPDX-License-Identifier: Apache-2.0
#include "render/json.h"

#include "render/agent_sessions.h"
#include "render/checkup.h"
#include "render/host.h"
#include "render/json_members.h"
#include "render/reflector.h"
#include "render/sentence.h"
#include "render/stats.h"
#include "render/tlv.h"

namespace stamp::render {

namespace {

void write_endpoint(JsonWriter &line, const char *key, const stats::Endpoint &endpoint) {
	line.open(key).field("ip", endpoint.ip).field("port", endpoint.port);
	if (!endpoint.host.empty())
		line.field("host", endpoint.host);
	line.close();
}

void write_outage(JsonWriter &line, const std::optional<stats::LongestOutage> &outage) {
	if (!outage) {
		line.field("longest_outage", std::optional<std::string>{});
		return;
	}
	line.open("longest_outage")
		.field("packets", outage->packets)
		.field("seq", outage->seq)
		.field("t_ns", outage->at)
		.field("duration_ns", outage->length)
		.close();
}

} // namespace

JsonWriter &JsonRenderer::begin(const char *type) {
	return line_.open().field("v", schema_version).field("type", type);
}

void JsonRenderer::write_session(std::uint32_t session) {
	if (name_of_)
		line_.field("session", name_of_(session));
	else
		line_.field("session", session);
}

void JsonRenderer::state(const stats::AgentSession &session) {
	write_state(begin("state").field("session", session.name), session);
	finish_line();
}

void JsonRenderer::note(std::string_view sentence) {
	begin("log").field("detail", sentence);
	finish_line();
}

void JsonRenderer::finish_line() {
	outlet().write_surely(line_.close().take_line());
}

void JsonRenderer::start(const stats::Start &start) {
	begin("start");
	write_session(start.session);
	line_.field("t_ns", start.at)
		.field("iface", start.iface)
		.field("hook", start.hook)
		.field("timestamp_source", source_name(start.of_hardware));
	write_endpoint(line_, "src", start.src);
	write_endpoint(line_, "dst", start.dst);
	line_.field("ssid", start.ssid)
		.field("auth", start.auth)
		.field("timestamp", name_of(start.format))
		.field("length", start.length)
		.field("interval_ns", start.interval)
		.field("dscp", start.dscp);
	line_.open("clock")
		.field("synced", start.clock.synced)
		.field("error_ns", start.clock.error)
		.field("tai_offset_s", start.clock.tai_offset_s)
		.close();
	line_.field("stamp", start.version).field("kernel", start.kernel);
	finish_line();
}

void JsonRenderer::packet(const stats::Packet &packet) {
	if (quiet_)
		return;
	begin("packet");
	write_session(packet.session);
	line_.field("seq", packet.seq);
	if (packet.lost) {
		line_.field("lost", true);
	} else if (packet.not_sent) {
		line_.field("not_sent", true).field("reason", name_of(*packet.not_sent));
	} else {
		line_.field("reply_seq", packet.reply_seq)
			.field("t1_ns", packet.t1)
			.field("t2_ns", packet.t2)
			.field("t3_ns", packet.t3)
			.field("t4_ns", packet.t4)
			.field("rtt_ns", packet.rtt)
			.field("fwd_ns", packet.fwd)
			.field("bwd_ns", packet.bwd)
			.field("proc_ns", packet.proc)
			.field("ttl", packet.ttl)
			.field("reply_ttl", packet.reply_ttl)
			.field("dscp", packet.dscp)
			.field("duplicate", packet.duplicate)
			.field("reordered", packet.reordered)
			.field("late", packet.late);
		if (packet.reply)
			line_.field("reply", *packet.reply);
		if (packet.tlvs)
			write_tlvs(line_, *packet.tlvs);
	}
	outlet().write(line_.close().take_line());
}

void JsonRenderer::write_warning(const stats::Warning &warning) {
	begin("warning");
	write_message(line_, warning.message);
	if (warning.session != 0)
		write_session(warning.session);
	finish_line();
}

void JsonRenderer::interval(const stats::Interval &interval) {
	begin("interval");
	write_session(interval.session);
	line_.field("t_ns", interval.at).field("duration_ns", interval.duration);
	write_counts(line_, interval);
	write_delays(line_, interval);
	finish_line();
}

void JsonRenderer::summary(const stats::Summary &s) {
	begin("summary");
	write_session(s.session);
	write_counts(line_, s);
	line_.field("bad_auth", s.bad_auth)
		.field("ring_drops", s.ring_drops)
		.field("duration_ns", s.duration);
	write_delays(line_, s);
	line_.field("exit", s.exit)
		.field("missed_slots", s.missed_slots)
		.field("route_changes", s.route_changes)
		.field("name_changes", s.name_changes)
		.field("unexpected", s.unexpected);
	write_named(line_, "unexpected_reasons", named_unexpected(s.unexpected_reasons));
	if (s.unexpected_from)
		write_endpoint(line_, "unexpected_from", *s.unexpected_from);
	else
		line_.field("unexpected_from", std::optional<bool>());
	line_.field("implausible", s.implausible)
		.field("reflector_utc_offset_s", s.reflector_utc_offset_s)
		.field("utc_offset_corrected", s.utc_offset_corrected)
		.field("output_dropped", s.output_dropped);
	if (s.further)
		line_.field("further_replies", *s.further);
	write_delay(line_, "pacing_error_ns", s.pacing_error);
	line_.field("outages", s.outages).field("outage_ns", s.outage_time);
	write_outage(line_, s.longest_outage);
	using Text = std::optional<std::string>;
	line_.field("reason", s.reason ? Text(stats::code(*s.reason)) : Text())
		.field("reason_detail", s.reason ? Text(sentence(*s.reason)) : Text());
	if (s.hardware_times)
		write_named(line_, "hardware_times", named_hardware_times(*s.hardware_times));
	if (s.tlvs)
		write_tlvs(line_, *s.tlvs);
	finish_line();
}

void JsonRenderer::answer(const stats::Answer &answer) {
	outlet().write(answer_json(answer));
}

void JsonRenderer::end(const std::vector<stats::InterfaceStats> &interfaces) {
	outlet().write_surely(stats_json(interfaces));
}

void JsonRenderer::stats(const stats::StatsRound &round) {
	write_stats_json(round.interfaces, [this](std::string_view part) { outlet().write(part); });
}

void JsonRenderer::reflectors(const std::vector<stats::PinnedReflector> &reflectors) {
	outlet().write(show_json(reflectors));
}

void JsonRenderer::host(const stats::HostReport &report) {
	outlet().write(host_json(report));
}

void JsonRenderer::checkup(const stats::Checkup &checkup) {
	outlet().write(checkup_json(checkup));
}

} // namespace stamp::render
