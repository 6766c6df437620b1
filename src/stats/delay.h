// SPDX-License-Identifier: Apache-2.0
// One kind of delay of one session, reduced as it comes in: constant memory however long it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stats/histogram.h"
#include "stats/moments.h"
#include "stats/report.h"

namespace stamp::stats {

class DelayStats {
public:
	static constexpr std::size_t most_window = 1024;

	// `window`: pairs of consecutive packets are found across so many others. A power of two.
	explicit DelayStats(std::size_t window = most_window);

	// `seq` is the unwrapped number of the packet; add each number at most once (a duplicate is
	// no second measurement). The order of the calls is the order of arrival.
	void add(Duration value, std::uint64_t seq);
	[[nodiscard]] DelaySummary summary() const;
	[[nodiscard]] const Histogram &histogram() const { return histogram_; }

private:
	struct Recent {
		std::uint64_t number = 0; // seq + 1; 0: nothing yet
		Duration value{};
	};

	[[nodiscard]] const Recent *recent(std::uint64_t number) const {
		const Recent &entry = recent_[slot(number)];
		return number != 0 && entry.number == number ? &entry : nullptr;
	}
	[[nodiscard]] std::size_t slot(std::uint64_t number) const {
		return static_cast<std::size_t>(number) & (recent_.size() - 1);
	}
	void add_variation(Duration value, std::uint64_t seq);
	void add_interarrival(Duration value);

	Histogram histogram_;
	std::optional<Duration> first_;
	Duration min_ = Duration::max(), max_ = Duration::min(), last_{};
	Moments offset_; // from first_: a clock offset of years leaves all digits to the delay

	// RFC 3393: a pair is two consecutive numbers, whichever of the two came in first. It
	// counts when its second half comes in, so reordering does not spoil it. A pair is missed
	// when a packet numbered by the window (or a multiple) above one half comes in before the
	// other half.
	std::vector<Recent> recent_;
	Moments variation_; // |IPDV|

	double rfc3550_jitter_ = 0;
};

// What the packets of one path took.
struct PathDelays {
	explicit PathDelays(std::size_t window = DelayStats::most_window)
		: rtt(window), fwd(window), bwd(window), proc(window) {}

	DelayStats rtt, fwd, bwd, proc;

	// What one-way values are worth is for others to say.
	[[nodiscard]] DelaySummaries summaries() const;
};

} // namespace stamp::stats
