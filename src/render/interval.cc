// SPDX-License-Identifier: Apache-2.0
#include "render/interval.h"

#include "render/duration.h"
#include "render/json.h"
#include "render/phrase.h"

namespace stamp::render {
namespace {

std::optional<double> loss_ratio(const stats::Interval &i) {
	const auto decided = static_cast<double>(i.received + i.lost);
	return decided == 0 ? std::nullopt
			    : std::optional(static_cast<double>(i.lost) / decided);
}

// Of the counts alone.
stats::Summary as_summary(const stats::Interval &i) {
	stats::Summary s;
	s.sent = i.sent;
	s.received = i.received;
	s.lost = i.lost;
	s.lost_fwd = i.lost_fwd;
	s.lost_bwd = i.lost_bwd;
	s.lost_unknown = i.lost_unknown;
	s.duplicate = i.duplicate;
	s.reordered = i.reordered;
	s.late = i.late;
	return s;
}

} // namespace

std::string interval_phrase(const stats::Interval &interval) {
	const stats::DelaySummary &rtt = interval.rtt;
	return format_time(interval.at) + " " + format_duration(interval.duration) + ": " +
	       counts_phrase(as_summary(interval)) + "; roundtrip p50 " + format_duration(rtt.p50) +
	       ", p99 " + format_duration(rtt.p99) + ", max " + format_duration(rtt.max) +
	       ", jitter " + format_duration(rtt.jitter);
}

void write_interval(JsonWriter &line, const stats::Interval &i) {
	line.field("session", i.session)
		.field("t_ns", i.at)
		.field("duration_ns", i.duration)
		.field("sent", i.sent)
		.field("received", i.received)
		.field("lost", i.lost)
		.field("loss_ratio", loss_ratio(i))
		.field("lost_fwd", i.lost_fwd)
		.field("lost_bwd", i.lost_bwd)
		.field("lost_unknown", i.lost_unknown)
		.field("duplicate", i.duplicate)
		.field("reordered", i.reordered)
		.field("late", i.late);
	write_delay(line, "rtt_ns", i.rtt);
	write_delay(line, "fwd_ns", i.fwd);
	write_delay(line, "bwd_ns", i.bwd);
	write_delay(line, "proc_ns", i.proc);
	line.field("owd_valid", i.owd_valid).field("owd_uncertainty_ns", i.owd_uncertainty);
}

} // namespace stamp::render
