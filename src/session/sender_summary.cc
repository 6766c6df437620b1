// SPDX-License-Identifier: Apache-2.0
// What a sender reports of its targets: while it runs and at the end.
#include <algorithm>

#include "session/no_reply.h"
#include "session/rate_limit.h"
#include "session/sender.h"
#include "session/unexpected.h"

namespace stamp::session {
namespace {

constexpr Duration noticed = std::chrono::milliseconds{500}; // a wait that is longer is reported

} // namespace

void Sender::publish(std::uint16_t session, MonoTime now) {
	TallyBoard *board = datapath_.tallies();
	if (!board)
		return;
	Target &target = *targets_[session];
	stamp_tally tally = target.measurement.tally(clock_, now);
	tally.route_changes = target.route_changes;
	tally.name_changes = target.name_changes;
	tally.output_dropped = output_dropped();
	board->write(session, tally);
}

void Sender::publish_all(MonoTime now) {
	for (std::size_t i = 0; i < targets_.size(); i++)
		if (targets_[i])
			publish(static_cast<std::uint16_t>(i), now);
}

// Those of thousands of targets in turn: to publish them all at once would hold up requests.
void Sender::publish_some(MonoTime now) {
	const std::size_t count = std::min<std::size_t>(targets_.size(), STAMP_PUBLISHED_AT_ONCE);
	for (std::size_t i = 0; i < count; i++, next_published_++) {
		if (next_published_ >= targets_.size())
			next_published_ = 0;
		if (targets_[next_published_])
			publish(static_cast<std::uint16_t>(next_published_), now);
	}
}

// Not for each packet, and not without an end: anybody can forge them.
void Sender::report_network_errors() {
	constexpr int at_a_time = 64;
	for (int i = 0; i < at_a_time; i++) {
		const auto error = datapath_.next_network_error();
		if (!error)
			return;
		Target *const target = error->session ? target_of(*error->session) : nullptr;
		RepeatLimit &limit = target ? target->network_trouble : network_trouble_;
		if (target)
			target->network_error = *error;
		const stats::Message what{stats::Kind::network, {error->text}};
		if (limit.is_due(what, host_.now()))
			events_.warning({what, target ? *error->session + 1U : 0});
	}
}

void Sender::report_translation() {
	if (is_translated_ || datapath_.verdicts()[STAMP_V_TRANSLATED] == 0)
		return;
	is_translated_ = true;
	events_.warning({{stats::Kind::port_translated, {std::uint64_t{plan_.source_port}}}});
}

// Before the summary, which shows it as loss.
void Sender::report_rate_limit() {
	for (std::size_t i = 0; i < targets_.size(); i++) {
		if (!targets_[i])
			continue;
		const Measurement &m = targets_[i]->measurement;
		const auto send_times = static_cast<std::int64_t>(m.taken() + m.missed_slots());
		if (!fits_default_rate(m.sent(), m.received(), send_times * spec_.interval))
			continue;
		events_.warning({{stats::Kind::far_rate_limit, {std::uint64_t{STAMP_RATE_PPS}}},
				 static_cast<std::uint32_t>(i + 1)});
	}
}

void Sender::report(MonoTime now) {
	if (next_reported_ == 0) {
		reporting_ = now;
		while (next_report_ <= now)
			next_report_ += *spec_.report;
	}
	report_some();
}

// The rest of them when others had their turn: it takes long.
void Sender::report_some() {
	std::vector<stats::Interval> some;
	const std::size_t end =
		std::min<std::size_t>(targets_.size(), next_reported_ + STAMP_PUBLISHED_AT_ONCE);
	for (; next_reported_ < end; next_reported_++)
		if (const auto &target = targets_[next_reported_])
			some.push_back(
				target->measurement.interval(clock_, reporting_ - reported_));
	events_.interval(some);
	if (next_reported_ < targets_.size())
		return;
	next_reported_ = 0;
	reported_ = reporting_;
}

// One that is under way is finished first.
void Sender::report_last(MonoTime now) {
	while (next_reported_ != 0)
		report_some();
	report(now);
	while (next_reported_ != 0)
		report_some();
}

void Sender::report_waiting(MonoTime now) {
	if (!asked_at_ || now - *asked_at_ < noticed || !events_.waiting)
		return;
	std::uint64_t in_flight = 0;
	for (const auto &target : targets_)
		in_flight += target ? target->measurement.in_flight() : 0;
	const Duration longest = *asked_at_ + spec_.timeout - now;
	asked_at_.reset();
	if (in_flight != 0 && longest > Duration::zero())
		events_.waiting(in_flight, longest);
}

std::optional<stats::Endpoint> Sender::latest_stranger() const {
	const auto stranger = datapath_.latest_stranger();
	if (!stranger)
		return std::nullopt;
	return stats::Endpoint{stranger->address.text(), stranger->port, {}};
}

stats::Summary Sender::summary_of(std::uint16_t session, const Verdicts &verdicts) {
	Target &target = *targets_[session];
	stats::Summary s = target.measurement.summary(clock_);
	if (const auto outage = target.measurement.longest_outage())
		s.longest_outage = {outage->seq, outage->packets, utc_to_mono_.utc(outage->began),
				    outage->length};
	s.route_changes = target.route_changes;
	s.name_changes = target.name_changes;
	s.output_dropped = output_dropped();
	s.duration = finished_.value_or(host_.now()) - target.began;
	s.authenticated = spec_.authenticated;
	s.hardware_times = hardware_times(datapath_);
	s.bad_auth = verdicts[STAMP_V_BAD_HMAC];
	s.ring_drops = verdicts[STAMP_V_RING_FULL];
	add_of_nobody(s, verdicts);
	s.unexpected_from = latest_stranger();
	if (finished_ || target.leaves)
		s.reason = why_no_reply(s, {datapath_.way_out(session), plan_.iface.name,
					    target.network_error, is_translated_});
	return s;
}

std::vector<stats::Summary> Sender::summaries() {
	std::vector<stats::Summary> all;
	const Verdicts verdicts = datapath_.verdicts();
	for (std::size_t i = 0; i < targets_.size(); i++)
		if (targets_[i])
			all.push_back(summary_of(static_cast<std::uint16_t>(i), verdicts));
	return all;
}

} // namespace stamp::session
