// SPDX-License-Identifier: Apache-2.0
#include "session/measurement.h"

#include <algorithm>
#include <utility>

#include "session/saturating.h"
#include "session/sender_cfg.h"

namespace stamp::session {
namespace {

// How long tally() waits for the direction of a loss, at least.
constexpr Duration loss_patience = std::chrono::seconds{10};

// Both halves of a pair count only while their requests are remembered.
std::size_t pairs_window(const SenderSpec &spec) {
	return std::min<std::size_t>(slots_of(spec), stats::DelayStats::most_window);
}

// A duplicate may come in long after its request is forgotten.
std::int64_t known_replies(const SenderSpec &spec) {
	return std::min(std::int64_t{slots_of(spec)} * 64, stats::RecentNumbers::most);
}

} // namespace

Measurement::Measurement(const SenderSpec &spec, const TargetPlan &target, std::uint32_t session,
			 MeasurementEvents events, std::optional<tlv::Account> tlvs)
	: spec_(&spec), session_(session), ssid_(target.ssid), events_(std::move(events)),
	  window_(slots_of(spec), spec.interval, 0, spec.replies()), loss_(known_replies(spec)),
	  delays_(pairs_window(spec)), slot_error_(pairs_window(spec)),
	  settled_(std::max(loss_patience, 3 * spec.interval)), utc_offset_(spec.utc_offset),
	  tlvs_(std::move(tlvs)) {
	if (spec.report)
		intervals_.emplace(pairs_window(spec));
}

std::optional<stats::LossSplit> Measurement::directions() {
	const bool known = spec_->reflector_mode == stats::ReflectorMode::automatic
				   ? loss_.is_stateful()
				   : spec_->reflector_mode == stats::ReflectorMode::stateful;
	if (!known)
		return std::nullopt;
	return loss_.split(window_.lost(), window_.decided());
}

bool Measurement::clocks_valid(const WireClock &clock) const {
	return far_ && clock.synced() && far_->synced && far_->error.has_value();
}

stats::Interval Measurement::interval(const WireClock &clock, Duration duration) {
	return intervals_ ? intervals_->take(summary(clock), duration) : stats::Interval{};
}

stats::Summary Measurement::summary(const WireClock &clock) {
	stats::Summary s;
	static_cast<stats::DelaySummaries &>(s) = delays_.summaries();
	s.session = session_;
	s.sent = window_.left();
	s.received = counts_.received;
	s.lost = window_.lost();
	s.wants_no_reply = spec_->wants_no_reply();
	s.not_sent = window_.not_sent();
	s.not_sent_reasons = not_sent_;
	s.in_flight = window_.under_way();
	if (const auto split = directions()) {
		s.lost_fwd = split->forward;
		s.lost_bwd = split->backward;
		s.lost_unknown = split->unknown;
	}
	s.duplicate = counts_.duplicate;
	if (spec_->replies() > 1)
		s.further = counts_.further;
	s.reordered = order_.reordered();
	s.late = counts_.late;
	s.missed_slots = missed_slots_;
	s.outages = window_.outages().count();
	s.outage_time = window_.outages().total();
	s.unexpected = total(counts_.unexpected);
	s.unexpected_reasons = counts_.unexpected;
	s.implausible = counts_.implausible;
	if (utc_offset_.ahead_s() != 0)
		s.reflector_utc_offset_s = utc_offset_.ahead_s();
	s.utc_offset_corrected = utc_offset_.is_corrected();
	s.pacing_error = slot_error_.summary();
	if (tlvs_)
		s.tlvs = tlvs_->report();
	s.clock = clock.report();
	if (far_) {
		s.reflector_synced = far_->synced;
		s.reflector_error = far_->error;
		s.owd_valid = owd_valid(clock);
		if (far_->error)
			s.owd_uncertainty = saturating_add(clock.error(), *far_->error);
	}
	return s;
}

} // namespace stamp::session
