// SPDX-License-Identifier: Apache-2.0
// Loss per direction from the counters of Direct Measurement (RFC 8972 4.5), which count modulo
// 2^32. Every reply that came in is one that the reflector counted: between the first and the last,
// what it sent and we did not see is lost.
#pragma once

#include <cstdint>
#include <optional>

namespace stamp::stats {

// A counter modulo 2^32, seen out of order: how far apart its ends are.
class CounterSpan {
public:
	// Returns the distance from the furthest value so far; negative when it is behind.
	std::int64_t add(std::uint32_t value);
	[[nodiscard]] std::int64_t span() const { return highest_ - lowest_; }

private:
	bool any_ = false;
	std::uint32_t furthest_ = 0; // the value at highest_
	std::int64_t lowest_ = 0, highest_ = 0;
};

class CounterLoss {
public:
	// Of each reply once. The counters as they are in it.
	void add(std::uint32_t sender_tx, std::uint32_t reflector_rx, std::uint32_t reflector_tx);
	// A reply came in, but without counters that can be read: what was lost on its way is not
	// known any more.
	void add_unread() { unread_ = true; }

	// Absent: fewer than two replies, or counters that restarted or count something else.
	[[nodiscard]] std::optional<std::uint64_t> sent() const;
	[[nodiscard]] std::optional<std::uint64_t> forward() const;
	[[nodiscard]] std::optional<std::uint64_t> backward() const;

private:
	CounterSpan sent_, arrived_, answered_;
	std::uint64_t replies_ = 0;
	bool ran_backwards_ = false, unread_ = false;
};

} // namespace stamp::stats
