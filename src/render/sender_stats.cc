// SPDX-License-Identifier: Apache-2.0
#include "render/sender_stats.h"

#include "render/duration.h"
#include "render/fold.h"
#include "render/json_members.h"
#include "render/phrase.h"

namespace stamp::render {
namespace {

using stats::SenderTally;

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
		     fold("  " + tally.target + ": " + counts_phrase(tally), width))
			take({line, tally.lost != 0 ? Look::alarm : Look::plain});
		for (const std::string &line :
		     fold("    roundtrip of the last minute: " + quantiles_phrase(tally.minute) +
				  "; of all: " + quantiles_phrase(tally.whole),
			  width))
			take({line});
	}
}

void write_measured(JsonWriter &json, const SenderTally &tally) {
	write_counts(json, tally);
	write_quantiles(json, "rtt_ns", tally.whole);
	write_quantiles(json, "rtt_last_minute_ns", tally.minute);
	json.field("owd_valid", tally.owd_valid);
}

void write_targets(JsonWriter &json, const std::vector<SenderTally> &tallies) {
	json.open("targets", '[');
	for (const SenderTally &tally : tallies) {
		json.open().field("session", tally.session).field("target", tally.target);
		write_measured(json, tally);
		json.close();
	}
	json.close(']');
}

} // namespace stamp::render
