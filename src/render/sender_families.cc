// SPDX-License-Identifier: Apache-2.0
#include "render/sender_families.h"

#include "render/names.h"

namespace stamp::render {
namespace {

using stats::SenderTally;

template <auto Member>
void count(std::string &out, const std::string &name, const Labels &labels,
	   const SenderTally &tally) {
	append_sample(out, name, labels, std::to_string(tally.*Member));
}

void by_reason(std::string &out, const std::string &name, const Labels &labels,
	       const NamedCounts &counts) {
	for (const auto &[reason, number] : counts)
		append_sample(out, name, labels + "," + label("reason", reason),
			      std::to_string(number));
}

void not_sent(std::string &out, const std::string &name, const Labels &labels,
	      const SenderTally &tally) {
	by_reason(out, name, labels, named_not_sent(tally.not_sent_reasons));
}

void unexpected(std::string &out, const std::string &name, const Labels &labels,
		const SenderTally &tally) {
	by_reason(out, name, labels, named_unexpected(tally.unexpected));
}

void lost(std::string &out, const std::string &name, const Labels &labels,
	  const SenderTally &tally) {
	const auto append = [&](const char *direction, std::optional<std::uint64_t> number) {
		if (number)
			append_sample(out, name, labels + "," + label("direction", direction),
				      std::to_string(*number));
	};
	append("backward", tally.settled_backward);
	append("forward", tally.settled_forward);
	append("unknown", tally.settled_unknown);
}

void outage_time(std::string &out, const std::string &name, const Labels &labels,
		 const SenderTally &tally) {
	append_sample(out, name, labels, seconds(tally.outage_time));
}

template <stats::DelayBins SenderTally::*Member>
void delays(std::string &out, const std::string &name, const Labels &labels,
	    const SenderTally &tally) {
	append_histogram(out, name, labels, tally.*Member);
}

template <std::optional<stats::DelayBins> SenderTally::*Member>
void valid_delays(std::string &out, const std::string &name, const Labels &labels,
		  const SenderTally &tally) {
	if (tally.*Member)
		append_histogram(out, name, labels, *(tally.*Member));
}

void owd_valid(std::string &out, const std::string &name, const Labels &labels,
	       const SenderTally &tally) {
	append_sample(out, name, labels, tally.owd_valid ? "1" : "0");
}

void clock_error(std::string &out, const std::string &name, const Labels &labels,
		 const SenderTally &tally) {
	append_sample(out, name, labels + "," + label("side", "local"), seconds(tally.clock_error));
	if (tally.far_error)
		append_sample(out, name, labels + "," + label("side", "remote"),
			      seconds(*tally.far_error));
}

constexpr SenderFamily families[] = {
	{"stamp_packets_sent_total", "Requests that left.", Kind::counter,
	 count<&SenderTally::sent>},
	{"stamp_packets_received_total", "Requests with a reply in time.", Kind::counter,
	 count<&SenderTally::received>},
	{"stamp_packets_lost_total", "Requests without a reply in time, by direction of loss.",
	 Kind::counter, lost},
	{"stamp_packets_not_sent_total", "Requests that could not leave this host, by reason.",
	 Kind::counter, not_sent},
	{"stamp_send_times_missed_total", "Send times at which no request left.", Kind::counter,
	 count<&SenderTally::missed>},
	{"stamp_outages_total", "Sequences of consecutive lost requests.", Kind::counter,
	 count<&SenderTally::outages>},
	{"stamp_outage_seconds_total", "Time in which every request was lost.", Kind::counter,
	 outage_time},
	{"stamp_packets_duplicate_total", "Further replies to one request.", Kind::counter,
	 count<&SenderTally::duplicate>},
	{"stamp_packets_reordered_total", "Replies overtaken by a later one.", Kind::counter,
	 count<&SenderTally::reordered>},
	{"stamp_packets_late_total", "Replies that arrived after the timeout.", Kind::counter,
	 count<&SenderTally::late>},
	{"stamp_packets_implausible_total", "Replies with impossible timestamps.", Kind::counter,
	 count<&SenderTally::implausible>},
	{"stamp_packets_unexpected_total",
	 "Packets from a target that answer no request, by reason.", Kind::counter, unexpected},
	{"stamp_route_changes_total", "Changes of the route to the target to another interface.",
	 Kind::counter, count<&SenderTally::route_changes>},
	{"stamp_name_changes_total", "Changes of the target's name away from the measured address.",
	 Kind::counter, count<&SenderTally::name_changes>},
	{"stamp_rtt_seconds", "Round-trip time without the processing time of the reflector.",
	 Kind::histogram_of_seconds, delays<&SenderTally::rtt>},
	{"stamp_reflector_processing_seconds", "Processing time of the reflector.",
	 Kind::histogram_of_seconds, delays<&SenderTally::processing>},
	{"stamp_forward_delay_seconds", "One-way delay from sender to reflector.",
	 Kind::histogram_of_seconds, valid_delays<&SenderTally::forward>},
	{"stamp_backward_delay_seconds", "One-way delay from reflector to sender.",
	 Kind::histogram_of_seconds, valid_delays<&SenderTally::backward>},
	{"stamp_owd_valid", "Whether one-way delays are valid.", Kind::gauge, owd_valid},
	{"stamp_clock_error_seconds", "Error estimate of the clock, by side.",
	 Kind::gauge_of_seconds, clock_error},
};

} // namespace

std::span<const SenderFamily> sender_families() {
	return families;
}

} // namespace stamp::render
