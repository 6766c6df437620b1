// SPDX-License-Identifier: Apache-2.0
// What a reader of the numbers has to know of the far side: warnings, each once.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "session/measurement.h"

namespace stamp::session {
void Measurement::warn(stats::Message message) {
	events_.warning({std::move(message), session_});
}

void Measurement::warn_once(stats::Kind kind) {
	const auto same = [code = stats::code(kind)](auto other) {
		return stats::code(other) == code;
	};
	if (std::any_of(warned_.begin(), warned_.end(), same))
		return;
	warned_.push_back(kind);
	warn(kind);
}

// RFC 8972 3
void Measurement::handle_zero_ssid() {
	if (!spec_->stops_at_zero_ssid)
		warn_once(stats::Kind::ssid_zero);
	else if (!std::exchange(stopped_, true))
		warn(stats::Kind::ssid_zero_stopped);
}

void Measurement::look_for_trouble(const wire::Reply &reply, const Times &times, const Match &match,
				   const WireClock &clock) {
	if (ssid_ != 0 && reply.ssid == 0)
		handle_zero_ssid();
	if (!far_->error)
		warn_once(stats::Kind::ee_zero);
	look_at_format(reply, times, clock);
	look_for_transmit_time(reply);
	if (times.far && times.far->t3 < times.far->t2)
		warn_once(stats::Kind::t3_before_t2);
	if (reply.t2.raw == reply.t1.raw && reply.t3.raw == reply.t1.raw)
		warn_once(stats::Kind::not_measuring);
	if (!times.t1 && match.arrival == Arrival::in_time) // the time of a late one is forgotten
		warn_once(stats::Kind::not_stamped);
}

void Measurement::look_for_transmit_time(const wire::Reply &reply) {
	constexpr std::uint64_t enough = 10; // to say so before the end
	// A responder of TWAMP Light that returns no TTL takes one time for both (T-03).
	if (reply.t3.raw != reply.t2.raw || !reply.sender_ttl)
		has_t3_ = true;
	else if (reply.t2.raw != reply.t1.raw) // else it does not measure at all
		alike_++;
	if (alike_ == enough)
		conclude();
}

void Measurement::conclude() {
	if (alike_ != 0 && !has_t3_)
		warn_once(stats::Kind::no_transmit_time);
}

void Measurement::look_at_format(const wire::Reply &reply, const Times &times,
				 const WireClock &clock) {
	if (!times.far) {
		warn_once(stats::Kind::format_unknown);
		return;
	}
	if (times.far->ptp != reply.t2.ptp)
		warn_once(times.far->ptp ? stats::Kind::z_mismatch_ptp
					 : stats::Kind::z_mismatch_ntp);
	if (times.far->ptp && !clock.tai)
		warn_once(stats::Kind::tai_unknown);
}

void Measurement::report_utc_offset(bool ptp) {
	using stats::Kind;
	const int ahead = utc_offset_.ahead_s();
	const Kind is = ahead > 0 ? (ptp ? Kind::ahead_of_utc : Kind::tai_in_ntp)
				  : (ptp ? Kind::utc_in_ptp : Kind::behind_utc);
	const Kind correction =
		utc_offset_.is_corrected() ? Kind::offset_subtracted : Kind::offset_not_subtracted;
	const auto seconds = static_cast<std::uint64_t>(std::abs(ahead));
	warn({Kind::far_offset, {seconds, stats::Message(is), stats::Message(correction)}});
}

} // namespace stamp::session
