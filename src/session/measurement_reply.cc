// SPDX-License-Identifier: Apache-2.0
// What the record of a reply says: whose it is, its delays, and what it counts as.
#include <string>

#include "session/measurement.h"

namespace stamp::session {

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

} // namespace stamp::session
