// SPDX-License-Identifier: Apache-2.0
#include "render/json_members.h"

#include "render/sentence.h"

namespace stamp::render {

void write_message(JsonWriter &json, const stats::Message &message) {
	json.field("code", std::string(stats::code(message))).field("detail", sentence(message));
}

void write_named(JsonWriter &json, const char *key, const NamedCounts &counts) {
	json.open(key);
	for (const auto &[name, count] : counts)
		json.field(name, count);
	json.close();
}

void write_counts(JsonWriter &json, const stats::Counts &c) {
	json.field("sent", c.sent)
		.field("received", c.received)
		.field("lost", c.wants_no_reply ? std::nullopt : std::optional(c.lost))
		.field("loss_ratio", c.wants_no_reply ? std::nullopt : stats::loss_ratio(c))
		.field("lost_fwd", c.lost_fwd)
		.field("lost_bwd", c.lost_bwd)
		.field("lost_unknown", c.lost_unknown)
		.field("duplicate", c.duplicate)
		.field("reordered", c.reordered)
		.field("late", c.late)
		.field("not_sent", c.not_sent);
	write_named(json, "not_sent_reasons", named_not_sent(c.not_sent_reasons));
}

void write_delays(JsonWriter &json, const stats::DelaySummaries &delays) {
	write_delay(json, "rtt_ns", delays.rtt);
	write_delay(json, "fwd_ns", delays.fwd);
	write_delay(json, "bwd_ns", delays.bwd);
	write_delay(json, "proc_ns", delays.proc);
	json.field("owd_valid", delays.owd_valid)
		.field("owd_uncertainty_ns", delays.owd_uncertainty);
}

void write_delay(JsonWriter &json, const char *key, const stats::DelaySummary &delay) {
	json.open(key)
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

} // namespace stamp::render
