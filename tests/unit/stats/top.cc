// SPDX-License-Identifier: Apache-2.0
#include "stats/top.h"

#include <functional>
#include <random>

#include "support/catch.h"

using stamp::stats::Top;

TEST_CASE("the largest come first, and no more than were asked for") {
	Top<int, std::greater<>> top(3, {});
	for (int value : {5, 1, 9, 3, 9, 7})
		top.add(value);
	CHECK(top.take() == std::vector{9, 9, 7});
	CHECK(top.take().empty());
	top.add(1);
	CHECK(top.take() == std::vector{1});
}

TEST_CASE("none is none, and fewer than asked for are all") {
	Top<int, std::greater<>> none(0, {}), five(5, {});
	none.add(1);
	five.add(1);
	five.add(2);
	CHECK(none.take().empty());
	CHECK(five.take() == std::vector{2, 1});
}

TEST_CASE("it is what sorting everything would give") {
	std::mt19937 random(1);
	for (std::size_t most : {1u, 2u, 10u, 100u, 1000u}) {
		std::vector<std::uint32_t> all;
		Top<std::uint32_t, std::greater<>> top(most, {});
		for (int i = 0; i < 1000; i++) {
			all.push_back(static_cast<std::uint32_t>(random() % 300));
			top.add(all.back());
		}
		std::sort(all.begin(), all.end(), std::greater<>());
		all.resize(most);
		CHECK(top.take() == all);
	}
}
