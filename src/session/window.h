// SPDX-License-Identifier: Apache-2.0
// Which requests are in flight, and what became of the latest ones. Constant memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/outages.h"
#include "time/clock.h"

namespace stamp::session {

// What a reply turns out to be.
enum class Arrival : std::uint8_t {
	unexpected, // answers nothing that was sent
	in_time,    // the first answer, within the timeout as far as known
	late,	    // the first answer, after its request had been given up
	further,    // one more of those that were asked for
	duplicate,  // one more answer
};

// How a request went out.
enum class Departure : std::uint8_t {
	seen,	// the egress hook saw it
	unseen, // not yet: it may wait for a neighbour's address, or never leave
	barred, // the link was down
};

struct Match {
	Arrival arrival = Arrival::unexpected;
	std::uint64_t seq = 0;	 // unwrapped
	bool disturbed = false;	 // the clock was stepped while it was under way
	std::uint32_t reply = 1; // 2, 3, ...: of those that were asked for
};

// Numbers are counted in 64 bits here and travel in 32 (RFC 8762 4.2.1: they wrap).
class Window {
public:
	// `slots`, a power of two: how many of the latest requests are remembered. `interval`:
	// between two send times. `first`: the number of the first request; those below it count as
	// sent and forgotten. `replies`: that each request asks for.
	explicit Window(std::uint32_t slots, Duration interval = {}, std::uint64_t first = 0,
			std::uint32_t replies = 1);

	[[nodiscard]] std::uint64_t next() const { return next_; }
	// Those that left this host, as far as known: received + lost + under_way.
	[[nodiscard]] std::uint64_t left() const { return next_ - first_ - not_sent_ - unseen_; }
	[[nodiscard]] std::uint64_t lost() const { return lost_; }
	[[nodiscard]] std::uint64_t not_sent() const { return not_sent_; }
	[[nodiscard]] std::uint64_t under_way() const { return in_flight_ - unseen_; }
	// Whose fate is open: under way, or not known to have left.
	[[nodiscard]] std::uint64_t in_flight() const { return in_flight_; }
	// The fate of all requests below this one is known.
	[[nodiscard]] std::uint64_t decided();
	// Of all those below decided().
	[[nodiscard]] const stats::Outages &outages();

	// The kernel took the request next(). There is room for it: see displaced().
	void sent(MonoTime now, Departure departure = Departure::seen);
	// It did not.
	void refused(MonoTime now);
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
	// when the clock was stepped between them. Numbers are compared by serial arithmetic (RFC
	// 1982): the nearer half of the circle behind next() is what was sent.
	Match answered(std::uint32_t wire_seq, bool in_time);
	// The clock was stepped: whatever is under way now cannot be timed.
	void disturb();
	struct Oldest {
		std::uint64_t seq = 0;
		Departure departure = Departure::seen;
	};
	// The oldest request in flight, when it left before `horizon`.
	std::optional<Oldest> overdue(MonoTime horizon);
	// The same, when all slots are in use and the next request wants its own.
	std::optional<Oldest> displaced();
	// What becomes of the oldest request in flight: it left, and later than was thought; or it
	// is given up as lost, as one that did not leave, or as one that wanted no reply.
	void oldest_left(MonoTime at);
	void lose_oldest();
	void oldest_not_sent();
	void oldest_unanswered();
	// When the oldest request in flight left; max() when there is none.
	[[nodiscard]] MonoTime oldest();

private:
	enum class State : std::uint8_t {
		free,
		in_flight,
		answered,
		late, // answered, and lost
		lost,
		not_sent,
		unanswered // and wanted no reply
	};
	struct Slot {
		MonoTime sent{};
		State state = State::free;
		Departure departure = Departure::seen;
		bool disturbed = false;
		std::uint16_t replies = 0; // that came
	};

	static constexpr std::uint64_t half_circle = std::uint64_t{1} << 31; // of the numbers

	// 1: the latest
	[[nodiscard]] std::uint32_t age_of(std::uint32_t wire_seq) const {
		return static_cast<std::uint32_t>(next_) - wire_seq;
	}
	Slot &slot(std::uint64_t seq) { return slots_[seq & mask_]; }
	void use_next(const Slot &slot);
	void skip_decided();
	std::optional<Oldest> oldest_if(bool wanted);

	std::vector<Slot> slots_;
	std::uint64_t mask_;
	std::uint32_t replies_;
	std::uint64_t first_;
	std::uint64_t next_;
	std::uint64_t oldest_; // everything below is decided
	std::uint64_t lost_ = 0;
	std::uint64_t not_sent_ = 0;
	std::uint64_t in_flight_ = 0;
	std::uint64_t unseen_ = 0; // in flight, and not seen to leave
	stats::Outages outages_;
};

// Slots for requests at this interval: room for every one of four timeouts, within bounds. Of few
// targets more are remembered than that.
std::uint32_t window_slots(Duration interval, Duration timeout, std::size_t targets = 1);

} // namespace stamp::session
