// SPDX-License-Identifier: Apache-2.0
#include "stats/order.h"

#include <cstdint>
#include <vector>

#include "support/catch.h"

using stamp::stats::ArrivalOrder;

namespace {

std::uint64_t reordered(const std::vector<std::uint64_t> &arrivals) {
	ArrivalOrder order;
	for (const std::uint64_t seq : arrivals)
		order.add(seq);
	return order.reordered();
}

} // namespace

TEST_CASE("a packet below an earlier arrival is reordered (RFC 4737)") {
	CHECK(reordered({}) == 0);
	CHECK(reordered({0, 1, 2, 3}) == 0);
	CHECK(reordered({0, 2, 1, 3}) == 1);
	CHECK(reordered({3, 0, 1, 2}) == 3); // one early packet makes three late ones
	CHECK(reordered({1, 2, 3, 0}) == 1);
	CHECK(reordered({3, 2, 1, 0}) == 3);
}

TEST_CASE("a gap is no reordering") {
	CHECK(reordered({0, 5, 9, 1000}) == 0);
}

TEST_CASE("add() says which packet it was") {
	ArrivalOrder order;
	CHECK_FALSE(order.add(0));
	CHECK_FALSE(order.add(2));
	CHECK(order.add(1));
	CHECK_FALSE(order.add(3));
}

TEST_CASE("numbers beyond 32 bits are in order") {
	const std::uint64_t wrap = std::uint64_t{1} << 32;
	CHECK(reordered({wrap - 1, wrap, wrap + 1}) == 0);
	CHECK(reordered({wrap, wrap - 1}) == 1);
}
