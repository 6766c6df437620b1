// SPDX-License-Identifier: Apache-2.0
// A log-linear histogram of signed Durations: every octave (power of two) of nanoseconds has 64
// buckets of equal width, a negative value lies where its mirror image would. Below 128 ns a
// bucket is one value. Covers the whole of Duration; about 58 KiB, allocated once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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

	Histogram();

	void add(Duration value);
	[[nodiscard]] std::uint64_t n() const { return n_; }

	// The smallest value that is not below `permille` thousandths of all values (nearest rank;
	// 0 is the smallest value), off by at most 1/128 of itself. Absent while there is none.
	[[nodiscard]] std::optional<Duration> quantile(unsigned permille) const;

	// Every bucket that is not empty, from the smallest values up.
	template <typename Visitor> void visit(Visitor &&visitor) const {
		for (std::size_t i = 0; i < counts_.size(); i++) {
			if (counts_[i] != 0)
				visitor(bucket(i));
		}
	}

private:
	[[nodiscard]] Bucket bucket(std::size_t index) const;

	std::vector<std::uint64_t> counts_;
	std::uint64_t n_ = 0;
};

} // namespace stamp::stats
