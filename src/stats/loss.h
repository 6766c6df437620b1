// SPDX-License-Identifier: Apache-2.0
// In which direction packets are lost, as the reply numbers of a stateful reflector show (RFC 8762
// 4.3): it numbers what it transmits, so a number that is missing was lost on the way back, and a
// request without a number on the way there.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stats/recent_numbers.h"

namespace stamp::stats {

enum class ReflectorMode : std::uint8_t {
	automatic, // stateful once a reply has another number than its request
	stateless, // returns the request's number
	stateful,  // numbers its replies
};

// forward + backward + unknown = lost
struct LossSplit {
	std::uint64_t forward = 0, backward = 0, unknown = 0;
};

class DirectionalLoss {
public:
	// `window`: of so many of the latest replies duplicates are known, a power of two.
	explicit DirectionalLoss(std::int64_t window = RecentNumbers::most) : seen_(0, window) {}

	// The first answer to a request, late or not: the request's number, and the reply's own.
	// True: this shows that the reflector has restarted its numbers.
	bool answered(std::uint64_t seq, std::uint32_t reply_seq);
	// A further answer. One with a number of its own answers a request that was doubled on its
	// way there.
	void duplicate(std::uint64_t seq, std::uint32_t reply_seq);
	// The request never left: the reflector cannot have counted it.
	void absent(std::uint64_t seq);
	// A reply had another number than its request.
	[[nodiscard]] bool is_stateful() const { return stateful_; }
	// Of `lost` requests, when the fate of all below `decided` is known. What is lost behind
	// the last answer has no direction yet: the reflector's count is not known there.
	[[nodiscard]] LossSplit split(std::uint64_t lost, std::uint64_t decided) const;

private:
	// What one run of the reflector's counter has answered. A request that is overtaken on its
	// way there gets a later number, so that extremes of requests and numbers are apart.
	struct Count {
		std::int64_t s_min, s_max; // requests
		std::int64_t r_min, r_max; // replies
		std::int64_t answers = 1;
		std::int64_t doubled = 0; // requests that were answered twice
		// Requests that never left: within this count, and between it and the one before.
		std::int64_t absent = 0, absent_before = 0;

		Count(std::int64_t s, std::int64_t r) : s_min(s), s_max(s), r_min(r), r_max(r) {}
		void add(std::int64_t s, std::int64_t r);
		void add(const Count &other);
		// The reply's 32-bit number, nearest to what this count can have.
		[[nodiscard]] std::int64_t unwrap(std::int64_t s, std::uint32_t reply_seq) const;
		// How far a reply is from where this count was.
		[[nodiscard]] std::int64_t distance(std::int64_t s, std::uint32_t reply_seq) const;
		[[nodiscard]] std::int64_t forward() const;
	};
	struct Sum {
		std::int64_t forward = 0, unknown = 0;
	};
	struct Absent { // requests that never left, from `first` to `last`
		std::int64_t first, last, count;
	};
	static constexpr std::size_t most_runs = 64;

	bool take(std::int64_t s, std::uint32_t reply_seq);
	void take_current(std::int64_t s, std::int64_t r);
	void restart(Count count);
	void place(const Absent &run);
	void place_those_behind();
	[[nodiscard]] Sum before(const Count &count, std::int64_t end, bool is_first) const;
	[[nodiscard]] Count *nearest(std::int64_t s, std::uint32_t reply_seq);

	// Newest requests in a row whose replies fall behind the count: reordering does not do
	// that.
	static constexpr std::int64_t proof = 64;

	bool stateful_ = false;
	std::optional<Count> current_;
	std::optional<Count> former_;  // before the last restart: stragglers of it may come in
	std::optional<Count> suspect_; // newer requests, lower numbers: a restart, or reordering
	RecentNumbers seen_;	       // of current_
	std::vector<Absent> ahead_;    // of the last request that was answered
	// Of all counts before former_.
	Sum closed_;
	std::int64_t closed_end_ = -1; // the last request they answered
	std::uint64_t restarts_ = 0;
};

} // namespace stamp::stats
