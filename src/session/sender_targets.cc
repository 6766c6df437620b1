// SPDX-License-Identifier: Apache-2.0
// The targets of a sender, which come and go while it runs.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "session/sender.h"

namespace stamp::session {

Sender::Target Sender::make_target(std::uint16_t session, const TargetPlan &plan) {
	std::optional<tlv::Account> tlvs;
	if (plan.tlvs)
		tlvs.emplace(*plan.tlvs, tlv_session(spec_, plan_, plan));
	const tlv::Tail tail = plan.tlvs ? plan.tlvs->tail
					 : tlv::padding_tail(spec_.octets(), spec_.authenticated);
	Target target{wire::RequestTemplate(tail, plan.ssid, spec_.authenticated),
		      Measurement(spec_, plan, session + 1U, measurement_events(session),
				  std::move(tlvs))};
	target.began = host_.now();
	return target;
}

MeasurementEvents Sender::measurement_events(std::uint16_t session) {
	return {events_.packet, events_.warning,
		[this, session](std::uint32_t seq) -> std::optional<MonoTime> {
			const auto stamped = datapath_.sent_at(session, seq);
			if (!stamped)
				return std::nullopt;
			return std::min(utc_to_mono_.mono(stamped->t1), host_.now());
		},
		[this, session] { return why_not_sent(session); }};
}

Result<std::uint16_t> Sender::add_target(const TargetPlan &plan, const std::string &name) {
	const auto free = std::find_if(targets_.begin(), targets_.end(),
				       [](const Target &target) { return target.is_gone; });
	const auto session = static_cast<std::uint16_t>(free - targets_.begin());
	if (phase_ != Phase::running || asked_to_stop_)
		return Error{ESHUTDOWN, "add target " + name + ": the sender ends"};
	if (auto taken = datapath_.add_target(session, plan.to, name); !taken)
		return std::move(taken).error();
	if (free == targets_.end())
		targets_.push_back(make_target(session, plan));
	else
		*free = make_target(session, plan);
	fit_outbox();
	const MonoTime now = host_.now();
	if (!sending_ && now < stop_) {
		start_pacing(now);
		sending_ = true;
	}
	publish(session, now);
	run_soon();
	return session;
}

void Sender::remove_target(std::uint16_t session) {
	targets_[session].leaves = any_leaves_ = true;
	run_soon();
}

void Sender::conclude(Target &target) {
	if (target.is_gone)
		return;
	target.measurement.expire(MonoTime::max());
	target.measurement.conclude();
}

void Sender::remove_decided() {
	any_leaves_ = false;
	for (std::size_t i = 0; i < targets_.size(); i++) {
		Target &target = targets_[i];
		if (!target.leaves || target.is_gone)
			continue;
		if (target.measurement.in_flight() != 0) {
			any_leaves_ = true;
			continue;
		}
		const auto session = static_cast<std::uint16_t>(i);
		conclude(target);
		const stats::Summary summary = summary_of(session);
		target.is_gone = true;
		if (auto removed = datapath_.remove_target(session); !removed)
			events_.warning({{stats::Kind::remove_target, {removed.error().text()}},
					 session + 1U});
		if (events_.removed)
			events_.removed(summary);
	}
}

// Though there is nothing to do at present.
bool Sender::is_wanted() const {
	return spec_.stays && !asked_to_stop_ && host_.now() < stop_;
}

} // namespace stamp::session
