// SPDX-License-Identifier: Apache-2.0
#include "render/sender_stats.h"

#include "render/duration.h"
#include "render/fold.h"
#include "render/phrase.h"

namespace stamp::render {
namespace {

using stats::SenderTally;

stats::Summary counts_of(const SenderTally &tally) {
	stats::Summary s;
	s.sent = tally.sent;
	s.received = tally.received;
	s.lost = tally.lost;
	s.lost_fwd = tally.now_forward;
	s.lost_bwd = tally.now_backward;
	s.lost_unknown = tally.now_unknown;
	s.duplicate = tally.duplicate;
	s.reordered = tally.reordered;
	s.late = tally.late;
	return s;
}

std::string quantiles_phrase(const stats::Quantiles &quantiles) {
	return "p50 " + format_duration(quantiles.p50) + ", p99 " + format_duration(quantiles.p99);
}

void write_quantiles(JsonWriter &json, const char *key, const stats::Quantiles &quantiles) {
	json.open(key).field("n", quantiles.n).field("p50", quantiles.p50);
	json.field("p99", quantiles.p99).close();
}

} // namespace

std::string targets_phrase(const std::vector<SenderTally> &tallies) {
	if (tallies.empty())
		return "";
	return tallies.front().target +
	       (tallies.size() > 1 ? " and " + std::to_string(tallies.size() - 1) + " more" : "");
}

void sender_lines(const std::vector<SenderTally> &tallies, std::size_t width,
		  const std::function<void(const Line &)> &take) {
	for (const SenderTally &tally : tallies) {
		for (const std::string &line :
		     fold("  " + tally.target + ": " + counts_phrase(counts_of(tally)), width))
			take({line, tally.lost != 0 ? Look::alarm : Look::plain});
		for (const std::string &line :
		     fold("    roundtrip of the last minute: " + quantiles_phrase(tally.minute) +
				  "; of all: " + quantiles_phrase(tally.whole),
			  width))
			take({line});
	}
}

void write_targets(JsonWriter &json, const std::vector<SenderTally> &tallies) {
	json.open("targets", '[');
	for (const SenderTally &tally : tallies) {
		json.open().field("session", tally.session).field("target", tally.target);
		json.field("sent", tally.sent).field("received", tally.received);
		json.field("lost", tally.lost).field("lost_fwd", tally.now_forward);
		json.field("lost_bwd", tally.now_backward);
		json.field("lost_unknown", tally.now_unknown).field("duplicate", tally.duplicate);
		json.field("reordered", tally.reordered).field("late", tally.late);
		write_quantiles(json, "rtt_ns", tally.whole);
		write_quantiles(json, "rtt_last_minute_ns", tally.minute);
		json.field("owd_valid", tally.owd_valid).close();
	}
	json.close(']');
}

} // namespace stamp::render
