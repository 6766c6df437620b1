// SPDX-License-Identifier: Apache-2.0
#include "session/measurement.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace stamp::session {
namespace {

constexpr Duration absurd = std::chrono::hours{24}; // T-09 of docs/conformance.md

// The same bits in the other format: does that make sense of them?
bool other_format_fits(const wire::Stamp &stamp, UtcTime near, const WireClock &clock) {
	const wire::Stamp other{stamp.raw, !stamp.ptp};
	return std::chrono::abs(wire::to_utc(other, near, clock.tai_minus_utc_s()) - near) < absurd;
}

Duration saturating_add(Duration a, Duration b) {
	return a > Duration::max() - b ? Duration::max() : a + b;
}

} // namespace

Measurement::Measurement(const MeasurementSettings &settings, MeasurementEvents events)
	: settings_(settings), events_(std::move(events)), window_(settings.slots),
	  settled_(settings.loss_patience) {
	if (settings_.tlvs)
		tlvs_.emplace(*settings_.tlvs);
}

MonoTime Measurement::next_expiry() {
	const MonoTime oldest = window_.oldest();
	return oldest == MonoTime::max() ? oldest : oldest + settings_.timeout;
}

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

void Measurement::lost(std::uint64_t seq) {
	stats::Packet packet;
	packet.session = settings_.session;
	packet.seq = seq;
	packet.lost = true;
	events_.packet(packet);
}

void Measurement::request_sent(MonoTime now, std::optional<Duration> slot_error) {
	if (slot_error)
		delays_.slot_error.add(*slot_error, window_.next());
	if (const auto given_up = window_.sent(now))
		lost(*given_up);
}

void Measurement::expire(MonoTime now) {
	std::uint64_t seq = 0;
	while (window_.expire(now - settings_.timeout, seq))
		lost(seq);
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

void Measurement::fill_delays(stats::Packet &packet, const Times &times, const Match &match) {
	packet.t2 = times.t2;
	packet.t3 = times.t3;
	packet.t4 = times.t4;
	if (times.t3 >= times.t2)
		packet.proc = times.t3 - times.t2;
	packet.bwd = times.t4 - times.t3;
	if (!times.t1)
		return;
	packet.t1 = *times.t1;
	packet.fwd = times.t2 - *times.t1;
	// No clock offset can spoil this one, but a step of our own clock under way does.
	if (!match.disturbed && packet.proc)
		packet.rtt = (times.t4 - *times.t1) - *packet.proc;
}

void Measurement::account(const stats::Packet &packet, const Match &match, bool owd_valid) {
	if (match.arrival == Arrival::duplicate) {
		counts_.duplicate++;
		return;
	}
	if (match.arrival == Arrival::late) {
		counts_.late++;
		return;
	}
	counts_.received++;
	const auto add = [&](const std::optional<Duration> &value, stats::DelayStats &delays,
			     stats::DelayBins &bins, bool binned) {
		if (value)
			delays.add(*value, packet.seq);
		if (value && binned)
			add_to(bins, *value);
	};
	add(packet.rtt, delays_.rtt, bins_.rtt, true);
	add(packet.fwd, delays_.fwd, bins_.fwd, owd_valid);
	add(packet.bwd, delays_.bwd, bins_.bwd, owd_valid);
	add(packet.proc, delays_.proc, bins_.proc, true);
}

// What the reflector's own numbers tell of the loss in each direction.
void Measurement::follow_count(const wire::Reply &reply, const Match &match) {
	if (settings_.reflector == stats::ReflectorMode::stateless)
		return;
	if (match.arrival == Arrival::duplicate)
		loss_.duplicate(match.seq, reply.seq);
	else if (loss_.answered(match.seq, reply.seq))
		warn("reflector_restart", "the reflector began to count anew before request " +
						  std::to_string(match.seq) +
						  ": what was lost meanwhile has no direction");
}

void Measurement::reply(const stamp_record &record, const WireClock &clock,
			const std::function<std::optional<UtcTime>(std::uint32_t)> &sent_at,
			std::span<const std::uint8_t> tail) {
	const auto reply = wire::decode_reply(record.octets, record.length);
	const auto tlvs = reply && tlvs_ ? tlvs_->read(record, tail) : TlvAccount::Tlvs{};
	if (!reply || (reply->ssid != settings_.ssid && reply->ssid != 0) ||
	    (tlvs_ && tlvs_->is_of_other_link(tlvs))) {
		counts_.unexpected++;
		return;
	}
	const UtcTime t4 = utc(record.time_ns);
	const int tai = clock.tai_minus_utc_s();
	const Times times{sent_at(reply->sender_seq), wire::to_utc(reply->t2, t4, tai),
			  wire::to_utc(reply->t3, t4, tai), t4};
	const bool in_time = !times.t1 || t4 - *times.t1 <= settings_.timeout;
	const std::uint64_t lost_before = window_.lost();
	const Match match = window_.answered(reply->sender_seq, in_time);
	if (match.arrival == Arrival::unexpected) {
		counts_.unexpected++;
		return;
	}
	if (window_.lost() != lost_before)
		lost(match.seq);
	if (!far_ || far_bits_ != reply->error_bits)
		far_ = reply->error();
	far_bits_ = reply->error_bits;
	look_for_trouble(*reply, times, match, clock);
	follow_count(*reply, match);

	stats::Packet packet;
	packet.session = settings_.session;
	packet.seq = match.seq;
	packet.reply_seq = reply->seq;
	packet.ttl = reply->sender_ttl;
	packet.reply_ttl = record.ttl;
	packet.dscp = record.tos >> 2;
	packet.duplicate = match.arrival == Arrival::duplicate;
	packet.late = match.arrival == Arrival::late;
	packet.reordered = match.arrival == Arrival::in_time && order_.add(match.seq);
	fill_delays(packet, times, match);
	account(packet, match, owd_valid(clock));
	tell_tlvs(tlvs, *reply, clock, packet);
	events_.packet(packet);
}

void Measurement::tell_tlvs(const TlvAccount::Tlvs &tlvs, const wire::Reply &reply,
			    const WireClock &clock, stats::Packet &packet) {
	if (tlvs_)
		packet.tlvs =
			tlvs_->add(tlvs, {reply.seq, packet.t3, packet.t4, far_->ptp,
					  clock.tai_minus_utc_s(), packet.dscp, !packet.duplicate});
}

std::optional<stats::LossSplit> Measurement::directions() {
	const bool known = settings_.reflector == stats::ReflectorMode::automatic
				   ? loss_.is_stateful()
				   : settings_.reflector == stats::ReflectorMode::stateful;
	if (!known)
		return std::nullopt;
	return loss_.split(window_.lost(), window_.decided());
}

bool Measurement::owd_valid(const WireClock &clock) const {
	return far_ && clock.synced() && far_->synced && far_->error.has_value();
}

stats::Summary Measurement::summary(const WireClock &clock) {
	stats::Summary s;
	s.session = settings_.session;
	s.sent = window_.next();
	s.received = counts_.received;
	s.lost = window_.lost();
	s.in_flight = window_.in_flight();
	if (const auto split = directions()) {
		s.lost_fwd = split->forward;
		s.lost_bwd = split->backward;
		s.lost_unknown = split->unknown;
	}
	s.duplicate = counts_.duplicate;
	s.reordered = order_.reordered();
	s.late = counts_.late;
	s.missed_slots = missed_slots_;
	s.unexpected = counts_.unexpected;
	s.rtt = delays_.rtt.summary();
	s.fwd = delays_.fwd.summary();
	s.bwd = delays_.bwd.summary();
	s.proc = delays_.proc.summary();
	s.pacing_error = delays_.slot_error.summary();
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
