// SPDX-License-Identifier: Apache-2.0
// The best few of many, in memory for the few.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace stamp::stats {

// `Better` orders strictly: better(a, b) when a comes before b.
template <typename Value, typename Better> class Top {
public:
	Top(std::size_t most, Better better) : most_(most), better_(std::move(better)) {}

	void add(const Value &value) {
		if (most_ == 0 || (heap_.size() == most_ && !better_(value, heap_.front())))
			return;
		if (heap_.size() == most_) {
			std::pop_heap(heap_.begin(), heap_.end(), better_);
			heap_.back() = value;
		} else {
			heap_.push_back(value);
		}
		std::push_heap(heap_.begin(), heap_.end(), better_);
	}

	// The best first; empty afterwards.
	[[nodiscard]] std::vector<Value> take() {
		std::sort_heap(heap_.begin(), heap_.end(), better_);
		return std::exchange(heap_, {});
	}

private:
	std::size_t most_;
	Better better_;
	std::vector<Value> heap_; // its front is the worst
};

} // namespace stamp::stats
