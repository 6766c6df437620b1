// SPDX-License-Identifier: Apache-2.0
#include "session/window.h"

#include <algorithm>
#include <bit>

namespace stamp::session {
namespace {

constexpr std::uint64_t max_slots = 1 << 22;
// The least that one target has, and all targets together.
constexpr std::uint64_t min_slots = 16, min_slots_one = 1024, min_slots_all = 1 << 16;

std::uint64_t least_slots(std::uint64_t targets) {
	return std::clamp(min_slots_all / std::max<std::uint64_t>(targets, 1), min_slots,
			  min_slots_one);
}

} // namespace

std::uint32_t window_slots(Duration interval, Duration timeout, std::size_t targets) {
	const auto wanted = static_cast<std::uint64_t>(timeout / std::max(interval, Duration{1}));
	return static_cast<std::uint32_t>(std::bit_ceil(std::clamp(
		std::min(wanted, max_slots) * 4, std::bit_floor(least_slots(targets)), max_slots)));
}

Window::Window(std::uint32_t slots, Duration interval, std::uint64_t first, std::uint32_t replies)
	: slots_(slots), mask_(slots - 1), replies_(replies), first_(first), next_(first),
	  oldest_(first), outages_(interval) {}

void Window::skip_decided() {
	for (; oldest_ < next_; oldest_++) {
		const Slot &passed = slot(oldest_);
		if (passed.state == State::in_flight)
			return;
		if (passed.state == State::lost || passed.state == State::late)
			outages_.lost(oldest_, passed.sent);
		else
			outages_.over();
	}
}

void Window::use_next(const Slot &used) {
	if (displaced()) { // the caller did not ask first
		lose_oldest();
		skip_decided();
	}
	slot(next_++) = used;
}

void Window::sent(MonoTime now, Departure departure) {
	use_next({now, State::in_flight, departure, false, 0});
	in_flight_++;
	unseen_ += departure != Departure::seen;
}

void Window::refused(MonoTime now) {
	use_next({now, State::not_sent, Departure::unseen, false, 0});
	not_sent_++;
}

Match Window::answered(std::uint32_t wire_seq, bool in_time) {
	const std::uint32_t age = age_of(wire_seq);
	if (!was_sent(wire_seq))
		return {};
	Match match{Arrival::late, next_ - age, false, 1};
	Slot &found = slot(match.seq);
	if (age > slots_.size() || found.state == State::free)
		return match; // forgotten: it was given up long ago
	match.disturbed = found.disturbed;
	if (found.state == State::answered || found.state == State::late) {
		const bool was_asked_for = found.replies < replies_;
		match.arrival = was_asked_for ? Arrival::further : Arrival::duplicate;
		if (was_asked_for)
			match.reply = ++found.replies;
		return match;
	}
	found.replies = 1;
	if (found.state == State::in_flight) {
		in_flight_--;
		unseen_ -= found.departure != Departure::seen;
		match.arrival = in_time || found.disturbed ? Arrival::in_time : Arrival::late;
		lost_ += match.arrival == Arrival::late ? 1 : 0;
	}
	const bool is_lost = match.arrival == Arrival::late && found.state != State::not_sent &&
			     found.state != State::unanswered;
	found.state = is_lost ? State::late : State::answered;
	return match;
}

void Window::disturb() {
	for (Slot &known : slots_) // a decided one may have copies under way
		known.disturbed = true;
}

std::optional<Window::Oldest> Window::oldest_if(bool wanted) {
	if (!wanted || oldest_ == next_)
		return std::nullopt;
	return Oldest{oldest_, slot(oldest_).departure};
}

std::optional<Window::Oldest> Window::overdue(MonoTime horizon) {
	skip_decided();
	return oldest_if(oldest_ != next_ && slot(oldest_).sent < horizon);
}

std::optional<Window::Oldest> Window::displaced() {
	if (next_ - oldest_ != slots_.size())
		return std::nullopt;
	skip_decided();
	return oldest_if(next_ - oldest_ == slots_.size());
}

void Window::oldest_left(MonoTime at) {
	Slot &oldest = slot(oldest_);
	unseen_ -= oldest.departure != Departure::seen;
	oldest.departure = Departure::seen;
	oldest.sent = at;
}

void Window::lose_oldest() {
	Slot &oldest = slot(oldest_);
	unseen_ -= oldest.departure != Departure::seen;
	oldest.state = State::lost;
	lost_++;
	in_flight_--;
}

void Window::oldest_not_sent() {
	Slot &oldest = slot(oldest_);
	unseen_ -= oldest.departure != Departure::seen;
	oldest.state = State::not_sent;
	not_sent_++;
	in_flight_--;
}

void Window::oldest_unanswered() {
	Slot &oldest = slot(oldest_);
	unseen_ -= oldest.departure != Departure::seen;
	oldest.state = State::unanswered;
	in_flight_--;
}

const stats::Outages &Window::outages() {
	skip_decided();
	return outages_;
}

std::uint64_t Window::decided() {
	skip_decided();
	return oldest_;
}

MonoTime Window::oldest() {
	skip_decided();
	return oldest_ == next_ ? MonoTime::max() : slot(oldest_).sent;
}

} // namespace stamp::session
