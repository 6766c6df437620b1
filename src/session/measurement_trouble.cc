// SPDX-License-Identifier: Apache-2.0
// What a reader of the numbers has to know of the far side: warnings, each once.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "session/measurement.h"

namespace stamp::session {
namespace {

constexpr Duration absurd = std::chrono::hours{24}; // T-09 of docs/conformance.md

// The same bits in the other format: does that make sense of them?
bool other_format_fits(const wire::Stamp &stamp, UtcTime near, const WireClock &clock) {
	const wire::Stamp other{stamp.raw, !stamp.ptp};
	return std::chrono::abs(wire::to_utc(other, near, clock.tai_minus_utc_s()) - near) < absurd;
}

} // namespace

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
		warn("ssid_zero", "no more requests to this reflector, which does not return the "
				  "SSID: an RFC 8762 or TWAMP Light implementation (--zero-ssid "
				  "stop)");
}

void Measurement::look_for_trouble(const wire::Reply &reply, const Times &times, const Match &match,
				   const WireClock &clock) {
	if (settings_.ssid != 0 && reply.ssid == 0)
		heed_zero_ssid();
	if (!far_->error)
		warn_once("ee_zero", "the reflector sends an error estimate without a multiplier: "
				     "how good its clock is, is unknown");
	if (std::chrono::abs(times.t2 - times.t4) > absurd &&
	    other_format_fits(reply.t2, times.t4, clock))
		warn_once("z_mismatch", "the reflector's timestamps make sense only in the format "
					"that its Z bit denies: one-way values are useless");
	if (times.t3 < times.t2)
		warn_once("t3_before_t2", "the reflector says it answered before it received: its "
					  "clock was stepped or it does not measure");
	if (reply.t2.raw == reply.t1.raw && reply.t3.raw == reply.t1.raw)
		warn_once("not_measuring", "the reflector returns our own timestamp as its own: it "
					   "does not measure");
	if (!times.t1 && match.arrival == Arrival::in_time) // the time of a late one is forgotten
		warn_once("not_stamped", "requests leave without passing our egress program: their "
					 "send time is unknown");
	if (far_->ptp && !clock.tai)
		warn_once("tai_unknown", "the reflector sends TAI and this host does not know "
					 "TAI-UTC: one-way values are off by it");
}

} // namespace stamp::session
