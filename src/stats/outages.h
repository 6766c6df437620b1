// SPDX-License-Identifier: Apache-2.0
// Runs of lost requests, one after the other (the loss periods of RFC 3357). Constant memory.
#pragma once

#include <cstdint>
#include <optional>

#include "time/clock.h"

namespace stamp::stats {

struct Outage {
	std::uint64_t seq = 0;	   // of its first request
	std::uint64_t packets = 0; // one at least
	MonoTime began{};	   // when that left
	Duration length{};	   // until the send time after its last one
};

class Outages {
public:
	// `interval`: between two send times.
	explicit Outages(Duration interval) : interval_(interval) {}

	// The next number is lost, or it is not: received, or it never left. In their order.
	void lost(std::uint64_t seq, MonoTime sent);
	void over() { is_running_ = false; }

	[[nodiscard]] std::uint64_t count() const { return count_; }
	[[nodiscard]] Duration total() const { return total_; }
	// Of the most packets; the first of several.
	[[nodiscard]] std::optional<Outage> longest() const {
		return count_ == 0 ? std::nullopt : std::optional(longest_);
	}

private:
	Duration interval_;
	bool is_running_ = false;
	Outage latest_, longest_;
	std::uint64_t count_ = 0;
	Duration total_{};
};

} // namespace stamp::stats
