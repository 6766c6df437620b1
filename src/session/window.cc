// SPDX-License-Identifier: Apache-2.0
#include "session/window.h"

#include <algorithm>
#include <bit>

namespace stamp::session {
namespace {

constexpr std::uint64_t min_slots = 1024, max_slots = 1 << 22;

} // namespace

std::uint32_t window_slots(Duration interval, Duration timeout) {
	const auto wanted = static_cast<std::uint64_t>(timeout / std::max(interval, Duration{1}));
	return static_cast<std::uint32_t>(
		std::bit_ceil(std::clamp(std::min(wanted, max_slots) * 4, min_slots, max_slots)));
}

Window::Window(std::uint32_t slots, std::uint64_t first)
	: slots_(slots), mask_(slots - 1), next_(first), oldest_(first) {}

void Window::skip_decided() {
	while (oldest_ < next_ && slot(oldest_).state != State::in_flight)
		oldest_++;
}

std::optional<std::uint64_t> Window::sent(MonoTime now) {
	Slot &used = slot(next_);
	std::optional<std::uint64_t> given_up;
	if (used.state == State::in_flight) { // the window is full: the oldest makes room
		given_up = next_ - slots_.size();
		lost_++;
		in_flight_--;
	}
	used = {now, State::in_flight, false};
	next_++;
	in_flight_++;
	if (next_ - oldest_ > slots_.size())
		oldest_ = next_ - slots_.size();
	return given_up;
}

Match Window::answered(std::uint32_t wire_seq, bool in_time) {
	const std::uint32_t age = age_of(wire_seq);
	if (!was_sent(wire_seq))
		return {};
	Match match{Arrival::late, next_ - age, false};
	Slot &found = slot(match.seq);
	if (age > slots_.size() || found.state == State::free)
		return match; // forgotten: it was given up long ago
	match.disturbed = found.disturbed;
	if (found.state == State::answered) {
		match.arrival = Arrival::duplicate;
	} else if (found.state == State::in_flight) {
		in_flight_--;
		match.arrival = in_time || found.disturbed ? Arrival::in_time : Arrival::late;
		lost_ += match.arrival == Arrival::late ? 1 : 0;
	}
	found.state = State::answered;
	return match;
}

void Window::disturb() {
	for (Slot &known : slots_) // a decided one may have copies under way
		known.disturbed = true;
}

bool Window::expire(MonoTime horizon, std::uint64_t &seq) {
	skip_decided();
	if (oldest_ == next_ || slot(oldest_).sent >= horizon)
		return false;
	slot(oldest_).state = State::lost;
	seq = oldest_++;
	lost_++;
	in_flight_--;
	return true;
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
