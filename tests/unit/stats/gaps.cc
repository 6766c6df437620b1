// SPDX-License-Identifier: Apache-2.0
#include "stats/gaps.h"

#include "support/catch.h"

using stamp::stats::lost_in_gaps;

TEST_CASE("numbers that did not come between the first and the furthest are lost") {
	struct Row {
		std::uint32_t first, furthest;
		std::uint64_t received, lost;
	};
	const Row rows[] = {
		{0, 0, 1, 0},
		{0, 9, 10, 0},
		{10, 15, 4, 2},
		{5, 5, 3, 0},			// duplicates
		{10, 12, 5, 0},			// more than there were: the same
		{0xfffffffe, 1, 3, 1},		// the number wraps
		{0, 0xffffffff, 1, 0xffffffff}, // all but one
		{0, 9, 1ull << 33, 0},		// past 2^32 they tell nothing
	};
	for (const Row &row : rows) {
		CAPTURE(row.first, row.furthest, row.received);
		CHECK(lost_in_gaps(row.first, row.furthest, row.received) == row.lost);
	}
}
