// SPDX-License-Identifier: Apache-2.0
// The sending half of a sender: which slots are due, and what became of their requests.
#include <algorithm>

#include "session/not_sent.h"
#include "session/sender.h"

namespace stamp::session {

// The first of sends_ is of this session, and valid.
void Sender::take_send_time(std::uint16_t session, MonoTime now) {
	Target &target = *targets_[session];
	const MonoTime deadline = target.pacer.deadline();
	target.measurement.slots_missed(target.pacer.take(std::min(now, stop_)));
	const std::uint32_t seq = target.measurement.next_seq() + target.queued++;
	target.measurement.write_tlvs(target.request.tail(), seq, now);
	outbox_.add(session, target.request.request(seq, clock_.error_estimate()), {seq, deadline});
	sends_.remove_first();
	if (wants_more(target))
		sends_.add(target.pacer.deadline(), session);
}

void Sender::fill_outbox(MonoTime now) {
	outbox_.clear();
	while (outbox_.room() != 0) {
		const MonoTime deadline = next_send_time();
		if (deadline > now || deadline >= stop_)
			break;
		take_send_time(sends_.first().session, now);
	}
}

void Sender::send_due(MonoTime now) {
	fill_outbox(now);
	while (!outbox_.rest().empty()) {
		const MonoTime before = host_.now();
		const auto outcome = datapath_.send(outbox_.rest());
		if (outcome)
			sent(*outcome, before, host_.now());
		else
			refused(outcome.error(), before);
	}
}

Departure Sender::departure_of(bool stamped) const {
	if (!stamped)
		return Departure::unseen;
	return link_up_ ? Departure::seen : Departure::barred;
}

void Sender::sent(std::size_t count, MonoTime before, MonoTime after) {
	for (std::size_t i = 0; i < count; i++) {
		const std::uint16_t session = outbox_.rest()[i].session;
		const Outbox::Slot &slot = outbox_.slots()[i];
		Target &target = *targets_[session];
		const auto stamped = datapath_.sent_at(session, slot.seq);
		const auto left_at =
			stamped ? utc_to_mono_.between(stamped->t1, before, after) : std::nullopt;
		const Departure departure = departure_of(stamped.has_value());
		target.measurement.request_sent(
			before, left_at ? std::optional(*left_at - slot.deadline) : std::nullopt,
			departure);
		target.queued--;
		watch_expiry(session);
		if (departure == Departure::seen)
			target.send_trouble.end();
		else if (departure == Departure::barred)
			report_not_sent(session, STAMP_NOT_SENT_LINK_DOWN, way_out(session, after));
	}
	outbox_.left(count);
}

// The first of the outbox: its send time is used, and its number.
void Sender::refused(const Error &error, MonoTime now) {
	const std::uint16_t session = outbox_.rest().front().session;
	const bool passed = datapath_.sent_at(session, outbox_.slots().front().seq).has_value();
	const net::WayOut way = asks_way_out(error.code) ? way_out(session, now) : net::WayOut{};
	const stamp_not_sent reason = reason_of(error.code, passed, way);
	targets_[session]->measurement.request_refused(now, reason);
	targets_[session]->queued--;
	outbox_.left(1);
	report_not_sent(session, reason, way);
}

// What the kernel said is good for a moment: a load must not ask it for each packet.
const net::WayOut &Sender::way_out(std::uint16_t session, MonoTime now) {
	Target &target = *targets_[session];
	if (target.way_asked == MonoTime::min() || target.way_asked <= ways_changed_ ||
	    now - target.way_asked >= housekeeping_interval) {
		target.way = datapath_.way_out(session);
		target.way_asked = now;
		report_translation();
	}
	return target.way;
}

// The kernel took the request, and the egress hook never saw it.
std::optional<stamp_not_sent> Sender::why_not_sent(std::uint16_t session) {
	const net::WayOut &way = way_out(session, host_.now());
	if (is_translated_ || is_detached_) // it left, where nobody looked for it
		return std::nullopt;
	const stamp_not_sent reason = reason_of(way);
	report_not_sent(session, reason, way);
	return reason;
}

void Sender::report_not_sent(std::uint16_t session, stamp_not_sent reason, const net::WayOut &way) {
	const stats::Message why = obstacle(reason, way, plan_.iface.name);
	if (targets_[session]->send_trouble.is_due(why, host_.now()))
		events_.warning({{stats::Kind::send_failed, {why}}, session + 1U});
}

} // namespace stamp::session
