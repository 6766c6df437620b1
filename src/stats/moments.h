// SPDX-License-Identifier: Apache-2.0
// Mean and standard deviation in one pass (Welford 1962): no sum of squares that loses its digits.
#pragma once

#include <cmath>
#include <cstdint>

namespace stamp::stats {

class Moments {
public:
	void add(double x) {
		const double before = x - mean_;
		mean_ += before / static_cast<double>(++n_);
		squares_ += before * (x - mean_);
	}

	[[nodiscard]] std::uint64_t n() const { return n_; }
	[[nodiscard]] double mean() const { return mean_; }
	// Of a sample (n - 1 in the denominator): defined from two values on.
	[[nodiscard]] double stddev() const {
		return std::sqrt(squares_ / static_cast<double>(n_ - 1));
	}

private:
	std::uint64_t n_ = 0;
	double mean_ = 0;
	double squares_ = 0; // sum of the squared distances from the mean
};

} // namespace stamp::stats
