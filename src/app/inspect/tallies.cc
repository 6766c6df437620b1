// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/tallies.h"

#include <algorithm>
#include <cerrno>

#include <spdlog/spdlog.h>

#include "bpf/pin/tallies.h"

namespace stamp::app {
namespace {

stats::DelayBins bins_of(const stamp_delay_tally &tally) {
	stats::DelayBins bins;
	std::copy(std::begin(tally.bin), std::end(tally.bin), bins.bin.begin());
	bins.sum = Duration{tally.sum_ns};
	return bins;
}

stats::Quantiles quantiles_of(const stamp_quantiles &told) {
	if (told.n == 0)
		return {};
	return {told.n, Duration{told.p50_ns}, Duration{told.p99_ns}};
}

} // namespace

stats::SenderTally tally_of(std::size_t index, const stamp_published &published) {
	const stamp_tally &told = published.tally;
	stats::SenderTally tally;
	tally.session = static_cast<std::uint32_t>(index + 1);
	tally.target = published.target;
	tally.sent = told.sent;
	tally.received = told.received;
	tally.lost = told.lost;
	tally.duplicate = told.duplicate;
	tally.reordered = told.reordered;
	tally.late = told.late;
	tally.implausible = told.implausible;
	tally.unexpected = {
#define X(code, name, text) {#name, told.unexpected[STAMP_U_##code]},
		STAMP_UNEXPECTED(X)
#undef X
	};
	tally.settled_unknown = told.lost_unknown;
	tally.missed = told.missed;
	tally.outages = told.outages;
	tally.outage_time = Duration{told.outage_ns};
	tally.route_changes = told.route_changes;
	tally.name_changes = told.name_changes;
	tally.output_dropped = told.output_dropped;
#define X(code, name, text)                                                                        \
	tally.not_sent_reasons.emplace_back(#name, told.not_sent[STAMP_NOT_SENT_##code]);
	STAMP_NOT_SENT_REASONS(X)
#undef X
	for (const auto &[name, count] : tally.not_sent_reasons)
		tally.not_sent += count;
	if (told.has_directions) {
		tally.settled_forward = told.lost_forward;
		tally.settled_backward = told.lost_backward;
		tally.lost_fwd = told.now_forward;
		tally.lost_bwd = told.now_backward;
		tally.lost_unknown = told.now_unknown;
	}
	tally.minute = quantiles_of(told.minute);
	tally.whole = quantiles_of(told.whole);
	tally.rtt = bins_of(told.rtt);
	tally.processing = bins_of(told.processing);
	tally.owd_valid = told.owd_valid != 0;
	if (tally.owd_valid) {
		tally.forward = bins_of(told.forward);
		tally.backward = bins_of(told.backward);
	}
	tally.clock_error = Duration{told.clock_error_ns};
	if (told.has_far_error)
		tally.far_error = Duration{told.far_error_ns};
	return tally;
}

void add_tallies(stats::InterfaceStats &stats, const bpf::Instance &sender) {
	const auto tallies = bpf::Tallies::open(sender.directory);
	if (!tallies) {
		if (tallies.error().code != ENOENT)
			spdlog::warn("{}", tallies.error().text());
		return;
	}
	for (const auto &[index, published] : tallies->board().read())
		stats.tallies.push_back(tally_of(index, published));
}

} // namespace stamp::app
