// SPDX-License-Identifier: Apache-2.0
#include "render/probe_metrics.h"

#include <utility>

namespace stamp::render {
namespace {

std::string gauge(const std::string &name, const std::string &help, const std::string &value,
		  Dialect dialect) {
	return family(name, help, Kind::gauge, {{"", value}}, dialect);
}

Samples statistics_of(const stats::DelaySummary &delay) {
	const std::pair<const char *, std::optional<Duration>> all[] = {
		{"min", delay.min}, {"mean", delay.mean},     {"stddev", delay.stddev},
		{"p50", delay.p50}, {"p90", delay.p90},	      {"p99", delay.p99},
		{"max", delay.max}, {"jitter", delay.jitter},
	};
	Samples samples;
	for (const auto &[name, value] : all)
		if (value)
			samples[label("statistic", name)] = seconds(*value);
	return samples;
}

std::string packets(const stats::Summary &summary, Dialect dialect) {
	Samples samples;
	const auto add = [&](const char *what, std::uint64_t count) {
		samples[label("packets", what)] = std::to_string(count);
	};
	add("sent", summary.sent);
	add("received", summary.received);
	add("lost", summary.lost);
	add("not_sent", summary.not_sent);
	add("late", summary.late);
	add("duplicate", summary.duplicate);
	add("reordered", summary.reordered);
	add("unexpected", summary.unexpected);
	return family("stamp_probe_packets", "Packets of this probe, by what became of them.",
		      Kind::gauge, samples, dialect);
}

std::string delays(const stats::Summary &summary, Dialect dialect) {
	const auto one = [&](const char *name, const char *help, const stats::DelaySummary &delay) {
		return family(name, help, Kind::gauge_of_seconds, statistics_of(delay), dialect);
	};
	std::string text =
		one("stamp_probe_rtt_seconds",
		    "Round-trip time without the processing time of the reflector.", summary.rtt) +
		one("stamp_probe_reflector_processing_seconds", "Processing time of the reflector.",
		    summary.proc);
	if (summary.owd_valid)
		text += one("stamp_probe_forward_delay_seconds",
			    "One-way delay from sender to reflector.", summary.fwd) +
			one("stamp_probe_backward_delay_seconds",
			    "One-way delay from reflector to sender.", summary.bwd);
	return text + gauge("stamp_probe_owd_valid", "Whether one-way delays are valid.",
			    summary.owd_valid ? "1" : "0", dialect);
}

} // namespace

std::string probe_metrics(const std::optional<stats::Summary> &summary, Duration duration,
			  const std::string &reason, Dialect dialect) {
	std::string text = gauge("probe_success", "Whether a reply came.",
				 reason.empty() ? "1" : "0", dialect) +
			   family("probe_duration_seconds", "How long the probe took.",
				  Kind::gauge_of_seconds, {{"", seconds(duration)}}, dialect);
	if (!reason.empty())
		text += family("stamp_probe_failure_info", "Why no reply came.", Kind::gauge,
			       {{label("reason", reason), "1"}}, dialect);
	if (summary) {
		text += packets(*summary, dialect);
		if (const auto ratio = stats::loss_ratio(*summary))
			text += gauge("stamp_probe_loss_ratio",
				      "Share of requests without a reply.", std::to_string(*ratio),
				      dialect);
		text += delays(*summary, dialect);
	}
	return text + (dialect == Dialect::openmetrics ? "# EOF\n" : "");
}

} // namespace stamp::render
