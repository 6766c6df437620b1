// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/tallies.h"

#include <algorithm>
#include <cerrno>

#include "bpf/pin/tallies.h"

namespace stamp::app {
namespace {

stats::DelayBins bins_of(const stamp_delay_tally &tally) {
	stats::DelayBins bins;
	std::copy(std::begin(tally.bin), std::end(tally.bin), bins.bin.begin());
	bins.sum = Duration{tally.sum_ns};
	return bins;
}

stats::Quantiles quantiles_of(const stamp_quantiles &all) {
	if (all.n == 0)
		return {};
	return {all.n, Duration{all.p50_ns}, Duration{all.p99_ns}};
}

} // namespace

stats::SenderTally tally_of(std::size_t index, const stamp_published &published) {
	const stamp_tally &from = published.tally;
	stats::SenderTally tally;
	tally.session = static_cast<std::uint32_t>(index + 1);
	tally.target = published.target;
	tally.sent = from.sent;
	tally.received = from.received;
	tally.lost = from.lost;
	tally.duplicate = from.duplicate;
	tally.reordered = from.reordered;
	tally.late = from.late;
	tally.implausible = from.implausible;
	std::copy(std::begin(from.unexpected), std::end(from.unexpected), tally.unexpected.begin());
	tally.settled_unknown = from.lost_unknown;
	tally.missed = from.missed;
	tally.outages = from.outages;
	tally.outage_time = Duration{from.outage_ns};
	tally.route_changes = from.route_changes;
	tally.name_changes = from.name_changes;
	tally.output_dropped = from.output_dropped;
	std::copy(std::begin(from.not_sent), std::end(from.not_sent),
		  tally.not_sent_reasons.begin());
	for (const std::uint64_t count : from.not_sent)
		tally.not_sent += count;
	if (from.has_directions) {
		tally.settled_forward = from.lost_forward;
		tally.settled_backward = from.lost_backward;
		tally.lost_fwd = from.now_forward;
		tally.lost_bwd = from.now_backward;
		tally.lost_unknown = from.now_unknown;
	}
	tally.minute = quantiles_of(from.minute);
	tally.whole = quantiles_of(from.whole);
	tally.rtt = bins_of(from.rtt);
	tally.processing = bins_of(from.processing);
	tally.owd_valid = from.owd_valid != 0;
	if (tally.owd_valid) {
		tally.forward = bins_of(from.forward);
		tally.backward = bins_of(from.backward);
	}
	tally.clock_error = Duration{from.clock_error_ns};
	if (from.has_far_error)
		tally.far_error = Duration{from.far_error_ns};
	return tally;
}

void add_tallies(stats::InterfaceStats &stats, const bpf::Instance &sender,
		 const std::function<void(const stats::Message &)> &log) {
	const auto tallies = bpf::Tallies::open(sender.directory);
	if (!tallies) {
		if (tallies.error().code != ENOENT)
			log({stats::Kind::tallies_unreadable, {tallies.error().text()}});
		return;
	}
	for (const auto &[index, published] : tallies->board().read())
		stats.tallies.push_back(tally_of(index, published));
}

} // namespace stamp::app
