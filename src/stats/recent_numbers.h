// SPDX-License-Identifier: Apache-2.0
// Which of the latest numbers of a counter were seen. Constant memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stamp::stats {

class RecentNumbers {
public:
	static constexpr std::int64_t most = 1 << 16;

	// Nothing is known of numbers below `first`. `window`: so many are remembered, a power of
	// two.
	explicit RecentNumbers(std::int64_t first, std::int64_t window = most)
		: bits_(static_cast<std::size_t>(window)), floor_(first), top_(first) {}

	[[nodiscard]] std::int64_t window() const {
		return static_cast<std::int64_t>(bits_.size());
	}

	// Not known any more, or never was.
	[[nodiscard]] bool is_forgotten(std::int64_t number) const {
		return number < floor_ || number <= top_ - window();
	}
	[[nodiscard]] bool is_seen(std::int64_t number) const {
		return number <= top_ && !is_forgotten(number) && bits_[index(number)];
	}
	void see(std::int64_t number) {
		if (is_forgotten(number))
			return;
		if (number > top_) { // what lies between was not seen, and its places are used
			const std::int64_t fresh = std::min(number - top_, window());
			for (std::int64_t i = 0; i < fresh; i++)
				bits_[index(number - i)] = false;
			top_ = number;
		}
		bits_[index(number)] = true;
	}

private:
	[[nodiscard]] std::size_t index(std::int64_t number) const {
		return static_cast<std::size_t>(number) & (bits_.size() - 1);
	}

	std::vector<bool> bits_;
	std::int64_t floor_, top_;
};

} // namespace stamp::stats
