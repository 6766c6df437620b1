// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics_sender.h"

#include <algorithm>

#include "render/metric_family.h"
#include "render/names.h"
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

class SenderMetrics {
public:
	explicit SenderMetrics(std::map<Labels, SenderTally> all) : all_(std::move(all)) {}

	[[nodiscard]] std::string counter(const char *name, const char *help,
					  std::uint64_t SenderTally::*member) const {
		Samples samples;
		for (const auto &[labels, tally] : all_)
			samples[labels] = std::to_string(tally.*member);
		return family(std::string("stamp_") + name + "_total", help, Kind::counter,
			      samples);
	}

	// `rows`: of a tally, with their names.
	template <typename Rows>
	[[nodiscard]] std::string by_reason(const char *name, const char *help, Rows rows) const {
		Samples samples;
		for (const auto &[labels, tally] : all_)
			for (const auto &[reason, count] : rows(tally))
				samples[labels + "," + label("reason", reason)] =
					std::to_string(count);
		return family(std::string("stamp_") + name + "_total", help, Kind::counter,
			      samples);
	}

	[[nodiscard]] std::string outage_time() const {
		Samples samples;
		for (const auto &[labels, tally] : all_)
			samples[labels] = seconds(tally.outage_time);
		return family("stamp_outage_seconds_total", "Time in which every request was lost.",
			      Kind::counter, samples);
	}

	[[nodiscard]] std::string lost() const {
		Samples samples;
		const auto take = [&](const Labels &labels, const char *direction,
				      std::optional<std::uint64_t> count) {
			if (count)
				samples[labels + "," + label("direction", direction)] =
					std::to_string(*count);
		};
		for (const auto &[labels, tally] : all_) {
			take(labels, "forward", tally.settled_forward);
			take(labels, "backward", tally.settled_backward);
			take(labels, "unknown", tally.settled_unknown);
		}
		return family("stamp_packets_lost_total",
			      "Requests without a reply in time, by direction of loss.",
			      Kind::counter, samples);
	}

	[[nodiscard]] std::string delays(const char *name, const char *help,
					 DelayBins SenderTally::*member) const {
		std::map<Labels, DelayBins> bins;
		for (const auto &[labels, tally] : all_)
			bins[labels] = tally.*member;
		return histograms(name, help, bins);
	}
	[[nodiscard]] std::string delays(const char *name, const char *help,
					 std::optional<DelayBins> SenderTally::*member) const {
		std::map<Labels, DelayBins> bins;
		for (const auto &[labels, tally] : all_)
			if (tally.*member)
				bins[labels] = *(tally.*member);
		return histograms(name, help, bins);
	}

	[[nodiscard]] std::string clocks() const {
		Samples valid, errors;
		for (const auto &[labels, tally] : all_) {
			valid[labels] = tally.owd_valid ? "1" : "0";
			errors[labels + "," + label("side", "local")] = seconds(tally.clock_error);
			if (tally.far_error)
				errors[labels + "," + label("side", "remote")] =
					seconds(*tally.far_error);
		}
		return family("stamp_owd_valid", "Whether one-way delays are valid.", Kind::gauge,
			      valid) +
		       family("stamp_clock_error_seconds", "Error estimate of the clock, by side.",
			      Kind::gauge_of_seconds, errors);
	}

private:
	std::map<Labels, SenderTally> all_;
};

} // namespace

std::string sender_metrics(const std::vector<stats::InterfaceStats> &interfaces) {
	const SenderMetrics metrics(by_labels(interfaces));
	return metrics.counter("packets_sent", "Requests that left.", &SenderTally::sent) +
	       metrics.counter("packets_received", "Requests with a reply in time.",
			       &SenderTally::received) +
	       metrics.lost() +
	       metrics.by_reason(
		       "packets_not_sent", "Requests that could not leave this host, by reason.",
		       [](const SenderTally &t) { return named_not_sent(t.not_sent_reasons); }) +
	       metrics.counter("send_times_missed", "Send times at which no request left.",
			       &SenderTally::missed) +
	       metrics.counter("outages", "Sequences of consecutive lost requests.",
			       &SenderTally::outages) +
	       metrics.outage_time() +
	       metrics.counter("packets_duplicate", "Further replies to one request.",
			       &SenderTally::duplicate) +
	       metrics.counter("packets_reordered", "Replies overtaken by a later one.",
			       &SenderTally::reordered) +
	       metrics.counter("packets_late", "Replies that arrived after the timeout.",
			       &SenderTally::late) +
	       metrics.counter("packets_implausible", "Replies with impossible timestamps.",
			       &SenderTally::implausible) +
	       metrics.by_reason(
		       "packets_unexpected",
		       "Packets from a target that answer no request, by reason.",
		       [](const SenderTally &t) { return named_unexpected(t.unexpected); }) +
	       metrics.counter("route_changes",
			       "Changes of the route to the target to another interface.",
			       &SenderTally::route_changes) +
	       metrics.counter("name_changes",
			       "Changes of the target's name away from the measured address.",
			       &SenderTally::name_changes) +
	       output_dropped(interfaces) +
	       metrics.delays("stamp_rtt_seconds",
			      "Round-trip time without the processing time of "
			      "the reflector.",
			      &SenderTally::rtt) +
	       metrics.delays("stamp_reflector_processing_seconds",
			      "Processing time of the reflector.", &SenderTally::processing) +
	       metrics.delays("stamp_forward_delay_seconds",
			      "One-way delay from sender to "
			      "reflector.",
			      &SenderTally::forward) +
	       metrics.delays("stamp_backward_delay_seconds",
			      "One-way delay from reflector to "
			      "sender.",
			      &SenderTally::backward) +
	       metrics.clocks();
}

} // namespace stamp::render
