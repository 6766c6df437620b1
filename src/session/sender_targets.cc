// SPDX-License-Identifier: Apache-2.0
// The targets of a sender, which come and go while it runs.
#include <algorithm>
#include <cerrno>
#include <functional>
#include <utility>

#include "session/sender.h"
#include "session/spread.h"

namespace stamp::session {
namespace {

// A probe that is held up leaves out what it missed; a load keeps its rate.
Duration patience(const SenderSpec &spec) {
	return spec.is_load() ? std::chrono::microseconds{STAMP_LOAD_PATIENCE_US}
			      : Duration::zero();
}

} // namespace

std::unique_ptr<Sender::Target> Sender::make_target(std::uint16_t session, const TargetPlan &plan) {
	std::optional<tlv::Account> tlvs;
	if (plan.tlvs)
		tlvs.emplace(*plan.tlvs, tlv_session(spec_, plan_, plan));
	const tlv::Tail tail = plan.tlvs ? plan.tlvs->tail
					 : tlv::padding_tail(spec_.octets(), spec_.authenticated);
	const MonoTime now = host_.now();
	auto target = std::make_unique<Target>(
		Target{wire::RequestTemplate(tail, plan.ssid, spec_.authenticated),
		       Measurement(spec_, plan, session + 1U, measurement_events(session),
				   std::move(tlvs)),
		       time::Pacer(now, spec_.interval)});
	target->began = now;
	// Nothing waits in it.
	if (!outbox_.copies(target->request.changing()))
		outbox_ = Outbox(target->request.changing());
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

Sender::Target *Sender::target_of(std::uint16_t session) const {
	return session < targets_.size() ? targets_[session].get() : nullptr;
}

bool Sender::wants_more(const Target &target) const {
	return !target.leaves && !target.measurement.has_stopped() &&
	       (spec_.count == 0 || target.taken() < spec_.count);
}

// Of all that are not spread at the same time.
MonoTime Sender::first_send_time(std::string_view name, MonoTime now) {
	if (spec_.spread)
		return spread_time(name, spec_.interval, now);
	if (next_send_time() == MonoTime::max())
		paced_since_ = now;
	const Duration interval = std::max(spec_.interval, Duration{1});
	const Duration since = now - paced_since_;
	return paced_since_ + (since + interval - Duration{1}) / interval * interval;
}

void Sender::schedule(std::uint16_t session, MonoTime first) {
	Target &target = *targets_[session];
	target.pacer = time::Pacer(first, spec_.interval, patience(spec_));
	if (wants_more(target))
		sends_.add(first, session);
}

// max(): no target wants more.
MonoTime Sender::next_send_time() {
	for (; !sends_.is_empty(); sends_.remove_first()) {
		const auto [at, session] = sends_.first();
		const Target *const target = target_of(session);
		if (target && target->pacer.deadline() == at && wants_more(*target))
			return at;
	}
	return MonoTime::max();
}

// Of a session with requests in flight there is one entry: that of the oldest, or of an older one
// that was answered since.
void Sender::watch_expiry(std::uint16_t session) {
	Target &target = *targets_[session];
	if (target.expires != MonoTime::max())
		return;
	target.expires = target.measurement.next_expiry();
	if (target.expires != MonoTime::max())
		expiries_.add(target.expires, session);
}

// max(): the fate of all requests is known.
MonoTime Sender::next_expiry() {
	while (!expiries_.is_empty()) {
		const auto [at, session] = expiries_.first();
		Target *const target = target_of(session);
		const bool is_its_own = target && target->expires == at;
		if (is_its_own && target->measurement.next_expiry() == at)
			return at;
		expiries_.remove_first();
		if (!is_its_own)
			continue;
		target->expires = MonoTime::max();
		watch_expiry(session);
	}
	return MonoTime::max();
}

void Sender::expire(MonoTime before) {
	while (next_expiry() < before)
		targets_[expiries_.first().session]->measurement.expire(before);
}

Result<std::uint16_t> Sender::add_target(const TargetPlan &plan, const std::string &name) {
	const auto session =
		free_.empty() ? static_cast<std::uint16_t>(targets_.size()) : free_.front();
	if (phase_ != Phase::running || asked_to_stop_)
		return Error{ESHUTDOWN, "add target " + name + ": the sender ends"};
	if (auto taken = datapath_.add_target(session, plan.to, name); !taken)
		return std::move(taken).error();
	if (free_.empty()) {
		targets_.emplace_back();
	} else {
		std::pop_heap(free_.begin(), free_.end(), std::greater<>());
		free_.pop_back();
	}
	targets_[session] = make_target(session, plan);
	const MonoTime now = host_.now();
	schedule(session, first_send_time(name, now));
	sending_ = sending_ || now < stop_;
	publish(session, now);
	run_soon();
	return session;
}

void Sender::remove_target(std::uint16_t session) {
	Target *const target = target_of(session);
	if (!target || std::exchange(target->leaves, true))
		return;
	leaving_.push_back(session);
	run_soon();
}

void Sender::conclude(Target &target) {
	target.measurement.expire(MonoTime::max());
	target.measurement.conclude();
}

void Sender::remove(std::uint16_t session) {
	conclude(*targets_[session]);
	const stats::Summary last = summary(session);
	targets_[session].reset();
	free_.push_back(session);
	std::push_heap(free_.begin(), free_.end(), std::greater<>());
	if (auto removed = datapath_.remove_target(session); !removed)
		events_.warning(
			{{stats::Kind::remove_target, {removed.error().text()}}, session + 1U});
	if (events_.removed)
		events_.removed(last);
}

void Sender::remove_decided() {
	const auto is_open = [this](std::uint16_t session) {
		return targets_[session]->measurement.in_flight() != 0;
	};
	const auto decided = std::stable_partition(leaving_.begin(), leaving_.end(), is_open);
	const std::vector<std::uint16_t> gone(decided, leaving_.end());
	leaving_.erase(decided, leaving_.end());
	for (const std::uint16_t session : gone)
		remove(session);
}

// Though there is nothing to do at present.
bool Sender::is_wanted() const {
	return spec_.stays && !asked_to_stop_ && host_.now() < stop_;
}

} // namespace stamp::session
