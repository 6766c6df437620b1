// SPDX-License-Identifier: Apache-2.0
// Which requests are in flight, and what became of the latest ones. Constant memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "time/clock.h"

namespace stamp::session {

// What a reply turns out to be.
enum class Arrival : std::uint8_t {
	unexpected, // answers nothing that was sent
	in_time,    // the first answer, within the timeout as far as can be told
	late,	    // the first answer, after its request had been given up
	duplicate,  // one more answer
};

struct Match {
	Arrival arrival = Arrival::unexpected;
	std::uint64_t seq = 0;	// unwrapped
	bool disturbed = false; // the clock was stepped while it was under way
};

// Numbers are counted in 64 bits here and travel in 32 (RFC 8762 4.2.1: they wrap).
class Window {
public:
	// `slots`, a power of two: how many of the latest requests are remembered. `first`: the
	// number of the first request; those below it count as sent and forgotten.
	explicit Window(std::uint32_t slots, std::uint64_t first = 0);

	[[nodiscard]] std::uint64_t next() const { return next_; }
	[[nodiscard]] std::uint64_t lost() const { return lost_; }
	[[nodiscard]] std::uint64_t in_flight() const { return in_flight_; }
	// The fate of all requests below this one is known.
	[[nodiscard]] std::uint64_t decided();

	// The request next() has left. Returns the number of the request that was given up for it,
	// when all slots were in flight.
	std::optional<std::uint64_t> sent(MonoTime now);
	// A request had this 32-bit number (see answered()) ...
	[[nodiscard]] bool was_sent(std::uint32_t wire_seq) const {
		const std::uint32_t age = age_of(wire_seq);
		return age != 0 && age <= std::min(next_, half_circle);
	}
	// ... and its slot is not used again yet.
	[[nodiscard]] bool remembers(std::uint32_t wire_seq) const {
		return was_sent(wire_seq) && age_of(wire_seq) <= slots_.size();
	}
	// A reply to the 32-bit number came in; `in_time` by its own timestamps, which say nothing
	// when the clock was stepped between them. Numbers are told apart by serial arithmetic (RFC
	// 1982): the nearer half of the circle behind next() is what was sent.
	Match answered(std::uint32_t wire_seq, bool in_time);
	// The clock was stepped: whatever is under way now cannot be timed.
	void disturb();
	// Gives up the oldest request when it left before `horizon`. False: there is none such.
	bool expire(MonoTime horizon, std::uint64_t &seq);
	// When the oldest request in flight left; max() when there is none.
	[[nodiscard]] MonoTime oldest();

private:
	enum class State : std::uint8_t { free, in_flight, answered, lost };
	struct Slot {
		MonoTime sent{};
		State state = State::free;
		bool disturbed = false;
	};

	static constexpr std::uint64_t half_circle = std::uint64_t{1} << 31; // of the numbers

	// 1: the latest
	[[nodiscard]] std::uint32_t age_of(std::uint32_t wire_seq) const {
		return static_cast<std::uint32_t>(next_) - wire_seq;
	}
	Slot &slot(std::uint64_t seq) { return slots_[seq & mask_]; }
	void skip_decided();

	std::vector<Slot> slots_;
	std::uint64_t mask_;
	std::uint64_t next_;
	std::uint64_t oldest_; // everything below is decided
	std::uint64_t lost_ = 0;
	std::uint64_t in_flight_ = 0;
};

// Slots for requests at this interval: room for every one of four timeouts, within bounds.
std::uint32_t window_slots(Duration interval, Duration timeout);

} // namespace stamp::session
