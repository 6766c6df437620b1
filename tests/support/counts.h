// SPDX-License-Identifier: Apache-2.0
// Counters by the enumerators of their table, the others 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "stats/counters.h"

namespace stamp::test {

template <typename Counts>
Counts counted(std::initializer_list<std::pair<std::size_t, std::uint64_t>> numbers) {
	Counts counts{};
	for (const auto &[row, number] : numbers)
		counts.at(row) = number;
	return counts;
}

} // namespace stamp::test
