// SPDX-License-Identifier: Apache-2.0
#include "render/json.h"

#include "render/interval.h"
#include "render/tlv.h"

namespace stamp::render {

namespace {

constexpr int schema_version = 1;

void write_endpoint(JsonWriter &line, const char *key, const stats::Endpoint &endpoint) {
	line.open(key).field("ip", endpoint.ip).field("port", endpoint.port);
	if (!endpoint.host.empty())
		line.field("host", endpoint.host);
	line.close();
}

void write_counts(JsonWriter &line, const char *key, const stats::NamedCounts &counts) {
	line.open(key);
	for (const auto &[name, count] : counts)
		line.field(name, count);
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

std::optional<double> loss_ratio(const stats::Summary &s) {
	const auto decided = static_cast<double>(s.received + s.lost);
	if (decided == 0)
		return std::nullopt;
	return static_cast<double>(s.lost) / decided;
}

} // namespace

void write_delay(JsonWriter &line, const char *key, const stats::DelaySummary &delay) {
	line.open(key)
		.field("n", delay.n)
		.field("min", delay.min)
		.field("mean", delay.mean)
		.field("stddev", delay.stddev)
		.field("p50", delay.p50)
		.field("p90", delay.p90)
		.field("p99", delay.p99)
		.field("p99_9", delay.p99_9)
		.field("max", delay.max)
		.field("jitter", delay.jitter)
		.field("rfc3550_jitter", delay.rfc3550_jitter)
		.close();
}

JsonWriter &JsonRenderer::begin(const char *type) {
	return line_.open().field("v", schema_version).field("type", type);
}

void JsonRenderer::end() {
	out_.write_surely(line_.close().take_line());
}

void JsonRenderer::start(const stats::Start &start) {
	begin("start")
		.field("session", start.session)
		.field("t_ns", start.at)
		.field("iface", start.iface)
		.field("hook", start.hook)
		.field("timestamp_source", start.timestamp_source);
	write_endpoint(line_, "src", start.src);
	write_endpoint(line_, "dst", start.dst);
	line_.field("ssid", start.ssid)
		.field("auth", start.auth)
		.field("timestamp", start.timestamp)
		.field("length", start.length)
		.field("interval_ns", start.interval)
		.field("dscp", start.dscp);
	line_.open("clock")
		.field("synced", start.clock.synced)
		.field("error_ns", start.clock.error)
		.field("tai_offset_s", start.clock.tai_offset_s)
		.close();
	line_.field("stamp", start.version).field("kernel", start.kernel);
	end();
}

void JsonRenderer::packet(const stats::Packet &packet) {
	if (quiet_)
		return;
	begin("packet").field("session", packet.session).field("seq", packet.seq);
	if (packet.lost) {
		line_.field("lost", true);
	} else if (packet.not_sent) {
		line_.field("not_sent", true).field("reason", packet.not_sent);
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
		if (packet.tlvs)
			write_tlvs(line_, *packet.tlvs);
	}
	out_.write(line_.close().take_line());
}

void JsonRenderer::warning(const stats::Warning &warning) {
	begin("warning").field("code", warning.code).field("detail", warning.detail);
	if (warning.session != 0)
		line_.field("session", warning.session);
	end();
}

void JsonRenderer::interval(const stats::Interval &interval) {
	begin("interval");
	write_interval(line_, interval);
	end();
}

void JsonRenderer::summary(const stats::Summary &s) {
	begin("summary")
		.field("session", s.session)
		.field("sent", s.sent)
		.field("received", s.received)
		.field("lost", s.lost)
		.field("loss_ratio", loss_ratio(s))
		.field("lost_fwd", s.lost_fwd)
		.field("lost_bwd", s.lost_bwd)
		.field("lost_unknown", s.lost_unknown)
		.field("duplicate", s.duplicate)
		.field("reordered", s.reordered)
		.field("late", s.late)
		.field("bad_auth", s.bad_auth)
		.field("ring_drops", s.ring_drops)
		.field("duration_ns", s.duration);
	write_delay(line_, "rtt_ns", s.rtt);
	write_delay(line_, "fwd_ns", s.fwd);
	write_delay(line_, "bwd_ns", s.bwd);
	write_delay(line_, "proc_ns", s.proc);
	line_.field("owd_valid", s.owd_valid)
		.field("owd_uncertainty_ns", s.owd_uncertainty)
		.field("exit", s.exit)
		.field("missed_slots", s.missed_slots)
		.field("unexpected", s.unexpected);
	write_counts(line_, "unexpected_reasons", s.unexpected_reasons);
	if (s.unexpected_from)
		write_endpoint(line_, "unexpected_from", *s.unexpected_from);
	else
		line_.field("unexpected_from", std::optional<bool>());
	line_.field("implausible", s.implausible)
		.field("reflector_utc_offset_s", s.reflector_utc_offset_s)
		.field("utc_offset_corrected", s.utc_offset_corrected)
		.field("output_dropped", s.output_dropped);
	write_delay(line_, "pacing_error_ns", s.pacing_error);
	line_.field("not_sent", s.not_sent);
	write_counts(line_, "not_sent_reasons", s.not_sent_reasons);
	line_.field("outages", s.outages).field("outage_ns", s.outage_time);
	write_outage(line_, s.longest_outage);
	using Text = std::optional<std::string>;
	line_.field("reason", s.reason ? Text(s.reason->code) : Text())
		.field("reason_detail", s.reason ? Text(s.reason->detail) : Text());
	if (!s.hardware_times.empty())
		write_counts(line_, "hardware_times", s.hardware_times);
	if (s.tlvs)
		write_tlvs(line_, *s.tlvs);
	end();
}

} // namespace stamp::render
