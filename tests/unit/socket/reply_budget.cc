// SPDX-License-Identifier: Apache-2.0
#include "socket/reply_budget.h"

#include <map>
#include <random>

#include "support/catch.h"

using namespace stamp;
using socket::GrowingNumbers, socket::ReplyBudget;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

stamp_addr source(std::uint32_t n) {
	return {{0, 0, 0, n}};
}

} // namespace

TEST_CASE("R10052-06 a budget is used up, and comes back with time") {
	ReplyBudget budget(1000, 5000);
	std::uint64_t now = 7 * second;

	CHECK(budget.take(source(1), 600, now));
	CHECK_FALSE(budget.take(source(1), 600, now));
	CHECK(budget.take(source(1), 400, now));
	CHECK_FALSE(budget.take(source(1), 1, now));
	CHECK(budget.take(source(2), 1000, now));
	now += second / 10;
	CHECK_FALSE(budget.take(source(1), 101, now));
	CHECK(budget.take(source(1), 100, now));
	now += 3600 * second; // no more than a second's worth is saved up
	CHECK_FALSE(budget.take(source(1), 1001, now));
	CHECK(budget.take(source(1), 1000, now));
}

TEST_CASE("R10052-06 all sources together have one, too") {
	ReplyBudget budget(1000, 2500);

	CHECK(budget.take(source(1), 1000, second));
	CHECK(budget.take(source(2), 1000, second));
	CHECK_FALSE(budget.take(source(3), 501, second));
	CHECK(budget.take(source(3), 500, second));
	CHECK_FALSE(budget.take(source(4), 1, second));
}

TEST_CASE("without limits nothing is granted, and the greatest numbers do not wrap") {
	ReplyBudget none(0, 0);

	CHECK_FALSE(none.take(source(1), 0, second));
	ReplyBudget budget(10'000'000'000, 10'000'000'000);

	CHECK(budget.take(source(1), std::uint64_t{65535} * 65535, second));
	CHECK_FALSE(budget.take(source(1), ~std::uint64_t{0}, second));
}

TEST_CASE("a flood of forged sources gets no more than the budgets, however it asks") {
	for (const std::uint32_t sources : {1u, 10u, 100'000u, ~0u}) {
		std::mt19937 random(sources);
		constexpr std::uint64_t of_source = 20'000, of_all = 100'000;
		ReplyBudget budget(of_source, of_all);
		std::map<std::uint32_t, std::uint64_t> used;
		std::uint64_t all = 0, now = second;
		const std::uint64_t begin = now;

		for (int i = 0; i < 200'000; i++) {
			const std::uint32_t n = static_cast<std::uint32_t>(random()) % sources;
			const std::uint64_t octets =
				random() % 2 ? 44 + random() % 1400 : random() % 40'000;

			now += random() % 50'000;
			if (!budget.take(source(n), octets, now))
				continue;
			all += octets;
			used[n] += octets;
		}
		const auto most = [&](std::uint64_t rate) {
			return rate + (now - begin) * rate / second + 1;
		};
		INFO(sources << " sources");
		CHECK(all <= most(of_all));
		CHECK(all > of_all); // the flood is one: it meets the limit
		for (const auto &[n, octets] : used)
			CHECK_NOTHROW(octets <= most(of_source) ? 0 : throw n);
	}
}

TEST_CASE("more sources than are known at a time get nothing") {
	ReplyBudget budget(1000, 10'000'000'000);

	for (std::uint32_t n = 0; n < STAMP_BUDGET_SOURCES; n++)
		REQUIRE(budget.take(source(n), 1, second));
	CHECK_FALSE(budget.take(source(STAMP_BUDGET_SOURCES), 1, second));
	CHECK(budget.take(source(5), 1, second));
	CHECK(budget.take(source(STAMP_BUDGET_SOURCES), 1, 4 * second));
}

TEST_CASE("R10052-10 numbers have to grow, by serial arithmetic, in each session by itself") {
	GrowingNumbers numbers;
	stamp_session_key one{}, other{};

	other.ssid = 7;
	CHECK(numbers.grows(one, 0xfffffffe, second));
	CHECK_FALSE(numbers.grows(one, 0xfffffffe, second));
	CHECK_FALSE(numbers.grows(one, 0xfffffff0, second));
	CHECK(numbers.grows(one, 3, second));
	CHECK(numbers.grows(other, 0, second));
	CHECK_FALSE(numbers.grows(one, 2, second));
	// A sender that begins again much later is another one.
	CHECK(numbers.grows(one, 0, 3 * STAMP_SESSION_TIMEOUT_S * second));
}
