// SPDX-License-Identifier: Apache-2.0
// Mean and standard deviation in one pass: no sum of squares that loses its digits, and no division
// per value, for which all that follows would wait.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stamp::stats {

class Moments {
public:
	void add(double x) {
		if (n_ == 0)
			origin_ = x;
		const double off = x - origin_;
		sum_ += off;
		squares_ += off * off;
		if (++n_ % stride == 0)
			follow();
	}

	[[nodiscard]] std::uint64_t n() const { return n_; }
	[[nodiscard]] double mean() const { return origin_ + shift(); }
	// Of a sample (n - 1 in the denominator): defined from two values on.
	[[nodiscard]] double stddev() const {
		return std::sqrt(std::max(squares_ - sum_ * shift(), 0.0) /
				 static_cast<double>(n_ - 1));
	}

private:
	static constexpr std::uint64_t stride = 64;

	// From the origin to the mean.
	[[nodiscard]] double shift() const { return sum_ / static_cast<double>(n_); }

	// What is summed stays small as long as the origin is near the mean.
	void follow() {
		const double step = shift();
		squares_ -= sum_ * step;
		origin_ += step;
		sum_ = 0;
	}

	std::uint64_t n_ = 0;
	double origin_ = 0; // what values are measured from: their mean, some of them ago
	double sum_ = 0;    // of the distances from it ...
	double squares_ = 0;
};

} // namespace stamp::stats
