// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics_sender.h"

#include <algorithm>

#include "render/metric_family.h"
#include "render/sender_families.h"
#include "time/wide.h"

namespace stamp::render {
namespace {

using stats::DelayBins;
using stats::SenderTally;

void add(std::optional<std::uint64_t> &sum, const std::optional<std::uint64_t> &more) {
	if (more)
		sum = sum.value_or(0) + *more;
}

void add(DelayBins &sum, const DelayBins &more) {
	for (std::size_t i = 0; i < sum.bin.size(); i++)
		sum.bin[i] += more.bin[i];
	sum.sum = time::saturated(time::int128{sum.sum.count()} + more.sum.count());
}

// One-way values are valid where all of them are.
void add(std::optional<DelayBins> &sum, const std::optional<DelayBins> &more) {
	if (sum && more)
		add(*sum, *more);
	else
		sum.reset();
}

void add(SenderTally &sum, const SenderTally &more) {
	stats::add(sum, more);
	sum.implausible += more.implausible;
	stats::add(sum.unexpected, more.unexpected);
	sum.missed += more.missed;
	sum.outages += more.outages;
	sum.outage_time += more.outage_time;
	sum.route_changes += more.route_changes;
	sum.name_changes += more.name_changes;
	sum.settled_unknown += more.settled_unknown;
	add(sum.settled_forward, more.settled_forward);
	add(sum.settled_backward, more.settled_backward);
	add(sum.rtt, more.rtt);
	add(sum.processing, more.processing);
	add(sum.forward, more.forward);
	add(sum.backward, more.backward);
	sum.owd_valid = sum.owd_valid && more.owd_valid;
	sum.clock_error = std::max(sum.clock_error, more.clock_error);
	sum.far_error = std::max(sum.far_error, more.far_error);
}

std::map<Labels, SenderTally> by_labels(const std::vector<stats::InterfaceStats> &interfaces) {
	std::map<Labels, SenderTally> all;
	for (const auto &s : interfaces)
		for (const SenderTally &tally : s.tallies) {
			const Labels labels = label("session", std::to_string(tally.session)) +
					      "," + label("target", tally.target) + "," +
					      label("iface", s.iface);
			const auto [found, is_new] = all.try_emplace(labels, tally);
			if (!is_new)
				add(found->second, tally);
		}
	return all;
}

// Each target of a sender has the number of the whole process.
std::string output_dropped(const std::vector<stats::InterfaceStats> &interfaces) {
	std::map<Labels, std::uint64_t> sums;
	for (const auto &s : interfaces)
		if (!s.tallies.empty())
			sums[label("iface", s.iface)] += s.tallies.front().output_dropped;
	Samples samples;
	for (const auto &[labels, count] : sums)
		samples[labels] = std::to_string(count);
	return family("stamp_output_lines_dropped_total",
		      "Lines of output of senders that were left out: their reader was behind.",
		      Kind::counter, samples);
}

} // namespace

std::string sender_metrics(const std::vector<stats::InterfaceStats> &interfaces) {
	const std::map<Labels, SenderTally> all = by_labels(interfaces);
	std::string text;
	for (const SenderFamily &one : sender_families()) {
		std::string samples;
		for (const auto &[labels, tally] : all)
			one.append(samples, one.name, labels, tally);
		if (!samples.empty())
			text += family_head(one.name, one.help, one.kind, Dialect::both) + samples;
	}
	return text + output_dropped(interfaces);
}

} // namespace stamp::render
