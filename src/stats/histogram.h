// SPDX-License-Identifier: Apache-2.0
// A log-linear histogram of signed Durations: every octave (power of two) of nanoseconds has 64
// buckets of equal width, a negative value lies where its mirror image would. Below 128 ns a
// bucket is one value. Covers the whole of Duration. An octave takes memory once a value lies in
// it: a path whose delays are alike needs some hundred octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/count_page.h"
#include "time/clock.h"

namespace stamp::stats {

class Histogram {
public:
	// A bucket: its middle and its width, and what is in it.
	struct Bucket {
		Duration middle{};
		Duration width{};
		std::uint64_t count = 0;
	};

	void add(Duration value);
	[[nodiscard]] std::uint64_t n() const { return n_; }

	// The smallest value that is not below `permille` thousandths of all values (nearest rank;
	// 0 is the smallest value), off by at most 1/128 of itself. Absent while there is none.
	[[nodiscard]] std::optional<Duration> quantile(unsigned permille) const;

	// Every bucket that is not empty, from the smallest values up.
	template <typename Visitor> void visit(Visitor &&visitor) const {
		for (const Octave &octave : octaves_)
			for (std::size_t i = 0; i < CountPage::size; i++)
				if (octave.counts.count(i) != 0)
					visitor(bucket(octave, i));
	}

private:
	// Those buckets whose index divided by their number in a page is `number`.
	struct Octave {
		std::size_t number;
		CountPage counts;
	};

	[[nodiscard]] static Bucket bucket(const Octave &octave, std::size_t place);
	CountPage &counts_of(std::size_t number);

	std::vector<Octave> octaves_; // that have values, the smallest first
	std::size_t latest_ = 0;      // of them: nearly always the next value is there, too
	std::uint64_t n_ = 0;
};

} // namespace stamp::stats
