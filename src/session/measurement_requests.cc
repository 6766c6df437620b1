// SPDX-License-Identifier: Apache-2.0
// The requests of a measurement: handed to the kernel or refused, given up as lost or not sent.
#include "session/measurement.h"

namespace stamp::session {

MonoTime Measurement::next_expiry() {
	const MonoTime oldest = window_.oldest();
	return std::min(oldest == MonoTime::max() ? oldest : oldest + spec_->timeout,
			last_reply_.value_or(MonoTime::max()));
}

void Measurement::lost(std::uint64_t seq) {
	stats::Packet packet;
	packet.session = session_;
	packet.seq = seq;
	packet.lost = true;
	events_.packet(packet);
}

void Measurement::not_sent(std::uint64_t seq, stamp_not_sent reason) {
	not_sent_[reason]++;
	loss_.absent(seq);
	stats::Packet packet;
	packet.session = session_;
	packet.seq = seq;
	packet.not_sent = reason;
	events_.packet(packet);
}

// Of a request without T1: it may still have left, when a neighbour was found.
void Measurement::give_up(const Window::Oldest &oldest) {
	std::optional<stamp_not_sent> reason;
	if (oldest.departure == Departure::barred) {
		reason = STAMP_NOT_SENT_LINK_DOWN;
	} else if (oldest.departure == Departure::unseen) {
		const auto seq = static_cast<std::uint32_t>(oldest.seq);
		if (const auto at = events_.left_at ? events_.left_at(seq) : std::nullopt) {
			window_.oldest_left(*at);
			return;
		}
		if (!leaves_unseen_ && events_.why_not_sent)
			reason = events_.why_not_sent();
	}
	if (reason) {
		window_.oldest_not_sent();
		not_sent(oldest.seq, *reason);
	} else if (spec_->wants_no_reply()) {
		window_.oldest_unanswered();
	} else {
		window_.lose_oldest();
		lost(oldest.seq);
	}
}

void Measurement::request_sent(MonoTime now, std::optional<Duration> slot_error,
			       Departure departure) {
	if (slot_error)
		slot_error_.add(*slot_error, window_.next());
	while (const auto oldest = window_.displaced())
		give_up(*oldest);
	window_.sent(now, departure);
	if (spec_->replies() > 1)
		last_reply_ = now + spec_->replies_time() + spec_->timeout;
}

void Measurement::request_refused(MonoTime now, stamp_not_sent reason) {
	while (const auto oldest = window_.displaced())
		give_up(*oldest);
	const std::uint64_t seq = window_.next();
	window_.refused(now);
	refused_++;
	not_sent(seq, reason);
}

void Measurement::expire(MonoTime now) {
	while (const auto oldest = window_.overdue(now - spec_->timeout))
		give_up(*oldest);
	if (last_reply_ && *last_reply_ <= now)
		last_reply_.reset();
}

} // namespace stamp::session
