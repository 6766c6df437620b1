// SPDX-License-Identifier: Apache-2.0
// What the record of a reply says: whose it is, its delays, and what it counts as.
#include <algorithm>
#include <string>

#include "session/measurement.h"
#include "session/saturating.h"

namespace stamp::session {

std::optional<stamp_unexpected> Measurement::why_unexpected(const stamp_record &record,
							    const std::optional<wire::Reply> &reply,
							    const std::optional<Sent> &sent,
							    const tlv::Account::Tlvs &tlvs) {
	if (!reply)
		return STAMP_U_TOO_SHORT;
	if (!spec_->authenticated && is_signed_reply(record))
		return STAMP_U_OTHER_MODE;
	const std::uint32_t seq = reply->sender_seq;
	const Asked asked{window_.was_sent(seq), window_.remembers(seq), sent};
	if (const auto why = session::why_unexpected(*reply, asked, ssid_))
		return why;
	if (tlvs_ && !tlvs_->accepts(tlvs))
		return STAMP_U_OTHER_LINK;
	return std::nullopt;
}

tlv::Account::Tlvs Measurement::read_tlvs(const stamp_record &record,
					  std::span<const std::uint8_t> tail) const {
	const std::size_t base = spec_->base_octets();
	if (!tlvs_ || record.length <= base)
		return {};
	return tlvs_->read(tail, record.length - base,
			   static_cast<stamp_hmac_tlv>(record.hmac_tlv));
}

void Measurement::refuse(stamp_unexpected why) {
	counts_.unexpected[why]++;
	if (why == STAMP_U_OTHER_MODE)
		warn_once(stats::Kind::other_mode);
}

Times Measurement::times_of(const wire::Reply &reply, const std::optional<Sent> &sent, UtcTime t4,
			    const Match &match, const WireClock &clock) {
	Times times;
	if (sent)
		times.t1 = sent->t1;
	times.t4 = t4;
	times.far = format_.read(reply,
				 {t4, clock.tai_minus_utc_s(), clock.format == STAMP_FORMAT_PTP});
	times.same_far = reply.t2.raw == reply.t3.raw;
	times.disturbed = match.disturbed;
	return times;
}

// Takes whole seconds off T2 and T3 that do not belong there.
Delays Measurement::corrected(Times &times, const WireClock &clock) {
	const Delays said = delays_of(times, clock.receive_error);
	if (!times.far)
		return said;
	// What this host does not know is another warning, and no fault of the far side.
	const bool is_ours = times.far->ptp && !clock.tai && !spec_->utc_offset.automatic;
	if (!is_ours && said.rtt && said.fwd && said.bwd) {
		const Duration uncertainty = clocks_valid(clock)
						     ? saturating_add(clock.error(), *far_->error)
						     : Duration{};
		if (utc_offset_.look(*said.fwd, *said.bwd, uncertainty))
			report_utc_offset(times.far->ptp);
	}
	const Duration correction = utc_offset_.correction();
	if (correction == Duration::zero())
		return said;
	times.far->t2 -= correction;
	times.far->t3 -= correction;
	return delays_of(times, clock.receive_error);
}

void Measurement::fill_delays(stats::Packet &packet, const Times &times, const Delays &delays) {
	if (times.far) {
		packet.t2 = times.far->t2;
		packet.t3 = times.far->t3;
	}
	packet.t1 = times.t1;
	packet.t4 = times.t4;
	packet.rtt = delays.rtt;
	packet.fwd = delays.fwd;
	packet.bwd = delays.bwd;
	if (has_t3_) // else 0 would be no fact, but a T3 that was never written
		packet.proc = delays.proc;
	if (!delays.implausible)
		return;
	counts_.implausible++;
	warn_once(stats::Kind::implausible);
}

void Measurement::account(const stats::Packet &packet, const Match &match, bool owd_valid) {
	if (match.arrival == Arrival::further) {
		counts_.further++;
		return;
	}
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
	if (packet.rtt)
		recent_.add(*packet.rtt);
	if (intervals_)
		intervals_->add(packet);
}

// What the reflector's own numbers say about the loss in each direction.
void Measurement::follow_count(const wire::Reply &reply, const Match &match) {
	if (spec_->reflector_mode == stats::ReflectorMode::stateless)
		return;
	if (match.arrival == Arrival::duplicate || match.arrival == Arrival::further)
		loss_.duplicate(match.seq, reply.seq);
	else if (loss_.answered(match.seq, reply.seq))
		warn({stats::Kind::reflector_restart, {match.seq}});
}

// All replies to the latest request are there: nothing more is waited for.
void Measurement::note_reply(const Match &match) {
	if (match.reply == spec_->replies() && match.seq + 1 == window_.next())
		last_reply_.reset();
}

// RFC 10052 3: however many were asked for, there is one.
static bool is_the_only_one(const tlv::Account::Tlvs &tlvs, const SenderSpec &spec) {
	const auto asked = std::find_if(spec.tlvs.begin(), spec.tlvs.end(),
					[](const tlv::Request &tlv) { return tlv.replies > 1; });
	if (asked == spec.tlvs.end())
		return false;
	return std::any_of(tlvs.read.begin(), tlvs.read.end(), [&](const tlv::ReplyTlv &tlv) {
		return tlv.type == asked->type &&
		       (tlv.flags & (STAMP_TLV_CUT | STAMP_TLV_UNRECOGNISED)) != 0;
	});
}

void Measurement::reply(const stamp_record &record, const WireClock &clock,
			const SentLookup &sent_at, std::span<const std::uint8_t> tail) {
	const auto reply = wire::decode_reply(record.octets, record.length);
	const auto tlvs = reply ? read_tlvs(record, tail) : tlv::Account::Tlvs{};
	const auto sent = reply ? sent_at(reply->sender_seq) : std::nullopt;
	if (const auto why = why_unexpected(record, reply, sent, tlvs)) {
		refuse(*why);
		return;
	}
	const UtcTime t4 = utc(record.time_ns);
	const bool in_time = !sent || t4 - sent->t1 <= spec_->timeout;
	const std::uint64_t lost_before = window_.lost();
	const Match match = window_.answered(reply->sender_seq, in_time);
	if (window_.lost() != lost_before)
		lost(match.seq);
	note_reply(match);
	if (match.seq + 1 == window_.next() && is_the_only_one(tlvs, *spec_))
		last_reply_.reset();
	leaves_unseen_ |= !sent && match.arrival == Arrival::in_time;
	if (!far_ || far_bits_ != reply->error_bits)
		far_ = reply->error();
	far_bits_ = reply->error_bits;
	Times times = times_of(*reply, sent, t4, match, clock);
	look_for_trouble(*reply, times, match, clock);
	const Delays delays = corrected(times, clock);
	follow_count(*reply, match);

	stats::Packet packet;
	packet.session = session_;
	packet.seq = match.seq;
	packet.reply_seq = reply->seq;
	packet.ttl = reply->sender_ttl;
	packet.reply_ttl = record.ttl;
	packet.dscp = record.tos >> 2;
	packet.duplicate = match.arrival == Arrival::duplicate;
	if (spec_->replies() > 1)
		packet.reply = match.reply;
	packet.late = match.arrival == Arrival::late;
	packet.reordered = match.arrival == Arrival::in_time && order_.add(match.seq);
	fill_delays(packet, times, delays);
	account(packet, match, owd_valid(clock));
	tell_tlvs(tlvs, times, clock, packet, record.length);
	events_.packet(packet);
}

void Measurement::tell_tlvs(const tlv::Account::Tlvs &tlvs, const Times &times,
			    const WireClock &clock, stats::Packet &packet, std::uint32_t octets) {
	if (!tlvs_)
		return;
	const std::uint32_t number = packet.reply.value_or(1);
	packet.tlvs = tlvs_->add(tlvs, {.seq = packet.reply_seq,
					.t3 = packet.t3,
					.t4 = packet.t4,
					.ptp = times.far && times.far->ptp,
					.tai_minus_utc_s = clock.tai_minus_utc_s(),
					.dscp = packet.dscp,
					.first = !packet.duplicate && number == 1,
					.ahead = utc_offset_.correction(),
					.octets = octets,
					.number = packet.duplicate ? 0 : number});
}

} // namespace stamp::session
