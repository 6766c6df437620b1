// SPDX-License-Identifier: Apache-2.0
// The sending half of a sender: which slots are due, and what became of their requests.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "session/sender.h"
#include "time/sleep.h"

namespace stamp::session {

// Waits out the rest of the time to the next slot, if that is wanted and little.
MonoTime Sender::at_deadline(MonoTime now) {
	if (!settings_.precise || now + spin_time < pacer_.deadline())
		return now;
	return std::max(now, time::spin_until(pacer_.deadline()));
}

void Sender::fill_outbox(MonoTime now) {
	const std::uint16_t estimate = clock_.error_estimate();
	const MonoTime until = std::min(now, stop_);
	outbox_.clear();
	while (outbox_.room() >= targets_.size() && !all_sent()) {
		const MonoTime deadline = pacer_.deadline();
		if (deadline > now || deadline >= stop_)
			break;
		const std::uint64_t missed = pacer_.take(until);
		for (std::size_t i = 0; i < targets_.size(); i++) {
			Target &target = targets_[i];
			if (!wants_more(target))
				continue;
			target.measurement.slots_missed(missed);
			const std::uint32_t seq = target.measurement.next_seq() + target.queued++;
			outbox_.add(
				static_cast<std::uint16_t>(i),
				target.request.request(seq, estimate,
						       target.measurement.take_access_report(now)),
				{seq, deadline});
		}
	}
}

Result<void> Sender::send_due(MonoTime now) {
	fill_outbox(now);
	while (!outbox_.rest().empty()) {
		const MonoTime before = mono_now();
		const auto outcome = datapath_.send(outbox_.rest());
		if (!outcome && outcome.error().code == EMSGSIZE)
			return outcome.error();
		if (const std::size_t count = outcome.value_or(0); count != 0)
			sent(count, before, mono_now());
		else
			not_sent(outbox_.rest().front().session, outcome);
	}
	return {};
}

void Sender::sent(std::size_t count, MonoTime before, MonoTime after) {
	for (std::size_t i = 0; i < count; i++) {
		const std::uint16_t session = outbox_.rest()[i].session;
		const Outbox::Slot &slot = outbox_.slots()[i];
		const auto stamped = datapath_.sent_at(session, slot.seq);
		const auto left_at =
			stamped ? utc_to_mono_.between(stamped->t1, before, after) : std::nullopt;
		targets_[session].measurement.request_sent(
			before, left_at ? std::optional(*left_at - slot.deadline) : std::nullopt);
		targets_[session].queued--;
		targets_[session].send_trouble = false;
	}
	outbox_.left(count);
}

// The slots of all that this session has in the outbox are missed: their numbers are used again.
void Sender::not_sent(std::uint16_t session, const Result<std::size_t> &outcome) {
	Target &target = targets_[session];
	target.measurement.slots_missed(outbox_.drop(session));
	target.queued = 0;
	if (!std::exchange(target.send_trouble, true))
		events_.warning({"send_failed",
				 "requests cannot leave just now (" +
					 (outcome ? "queue full" : outcome.error().text()) +
					 "): their slots are missed, not lost",
				 session + 1U});
}

} // namespace stamp::session
