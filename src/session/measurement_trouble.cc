// SPDX-License-Identifier: Apache-2.0
// What a reader of the numbers has to know of the far side: warnings, each once.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "session/measurement.h"

namespace stamp::session {
void Measurement::warn(const char *code, std::string detail) {
	events_.warning({code, std::move(detail), settings_.session});
}

void Measurement::warn_once(const char *code, const char *detail) {
	const auto same = [code](const char *other) { return std::strcmp(code, other) == 0; };
	if (std::any_of(warned_.begin(), warned_.end(), same))
		return;
	warned_.push_back(code);
	warn(code, detail);
}

// RFC 8972 3
void Measurement::heed_zero_ssid() {
	if (!settings_.stops_at_zero_ssid)
		warn_once("ssid_zero", "the reflector does not return the SSID: an RFC 8762 or "
				       "TWAMP Light implementation");
	else if (!std::exchange(stopped_, true))
		warn("ssid_zero", "stopped sending to this reflector, which does not return the "
				  "SSID: an RFC 8762 or TWAMP Light implementation (--zero-ssid "
				  "stop)");
}

void Measurement::look_for_trouble(const wire::Reply &reply, const Times &times, const Match &match,
				   const WireClock &clock) {
	if (settings_.ssid != 0 && reply.ssid == 0)
		heed_zero_ssid();
	if (!far_->error)
		warn_once("ee_zero", "the reflector sends an error estimate without a multiplier: "
				     "the error of its clock is unknown");
	look_at_format(reply, times, clock);
	look_for_transmit_time(reply);
	if (times.far && times.far->t3 < times.far->t2)
		warn_once("t3_before_t2", "the reflector's T3 is earlier than its T2: its clock "
					  "was stepped or it does not measure");
	if (reply.t2.raw == reply.t1.raw && reply.t3.raw == reply.t1.raw)
		warn_once("not_measuring", "the reflector returns our own timestamp as its own: it "
					   "does not measure");
	if (!times.t1 && match.arrival == Arrival::in_time) // the time of a late one is forgotten
		warn_once("not_stamped", "requests leave without passing the egress program: their "
					 "send time is unknown");
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
		warn_once("no_transmit_time",
			  "T3 equals T2 in every reply: the reflector writes no transmit time, or "
			  "another program on its host prevents it. Its processing time is unknown "
			  "and part of the round-trip time");
}

void Measurement::look_at_format(const wire::Reply &reply, const Times &times,
				 const WireClock &clock) {
	if (!times.far) {
		warn_once("format_unknown",
			  "the reflector's timestamps are far off in either format, and its Z bit "
			  "may be a copy of ours: they are not used until their format is certain");
		return;
	}
	if (times.far->ptp != reply.t2.ptp)
		warn_once("z_mismatch", times.far->ptp
						? "the reflector's Z bit says NTP, but its "
						  "timestamps are PTP: they are read as PTP"
						: "the reflector's Z bit says PTP, but its "
						  "timestamps are NTP: they are read as NTP");
	if (times.far->ptp && !clock.tai)
		warn_once("tai_unknown", "the reflector sends TAI, but this host does not know "
					 "TAI-UTC: one-way values are off by that");
}

void Measurement::tell_utc_offset(bool ptp) {
	const int ahead = utc_offset_.ahead_s();
	std::string text = "the reflector's timestamps are " + std::to_string(std::abs(ahead)) +
			   (ahead > 0 ? " s ahead of UTC" : " s behind UTC");
	if (ahead > 0 && !ptp)
		text += ": it seems to put TAI into NTP timestamps";
	if (ahead < 0 && ptp)
		text += ": it seems to put UTC into PTP timestamps";
	text += utc_offset_.is_corrected()
			? "; this is subtracted from the one-way values"
			: "; one-way values are off by that (--reflector-utc-offset auto)";
	warn("tai_offset", text);
}

} // namespace stamp::session
