// SPDX-License-Identifier: Apache-2.0
#include "stats/settled_loss.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::LossSplit;
using stats::SettledLoss;

namespace {

MonoTime at(Duration since_start) {
	return MonoTime{} + 1h + since_start;
}

bool is(const SettledLoss &loss, const LossSplit &expected) {
	const LossSplit &c = loss.counted();
	return c.forward == expected.forward && c.backward == expected.backward &&
	       c.unknown == expected.unknown;
}

} // namespace

TEST_CASE("a loss whose direction is known is counted at once") {
	SettledLoss loss(10s);
	loss.update({2, 1, 0}, true, at(0s));
	CHECK(is(loss, {2, 1, 0}));
	loss.update({2, 4, 0}, true, at(1s));
	CHECK(is(loss, {2, 4, 0}));
}

TEST_CASE("a loss whose direction is found out in time is never called unknown") {
	SettledLoss loss(10s);
	loss.update({0, 0, 3}, true, at(0s));
	loss.update({0, 0, 5}, true, at(9s));
	CHECK(is(loss, {0, 0, 0}));
	loss.update({4, 1, 0}, true, at(9s + 1ms));
	CHECK(is(loss, {4, 1, 0}));
	loss.update({4, 1, 1}, true, at(12s)); // it waits again
	CHECK(is(loss, {4, 1, 0}));
}

TEST_CASE("an outage is counted as unknown after the patience, and stays so") {
	SettledLoss loss(10s);
	loss.update({1, 0, 6}, true, at(0s));
	loss.update({1, 0, 20}, true, at(10s));
	CHECK(is(loss, {1, 0, 20}));
	loss.update({31, 0, 0}, true, at(11s)); // 30 in the outage, 10 of them not counted yet
	CHECK(is(loss, {11, 0, 20}));
	loss.update({31, 2, 0}, true, at(12s));
	CHECK(is(loss, {11, 2, 20}));
	loss.update({32, 2, 0}, true, at(13s));
	CHECK(is(loss, {12, 2, 20}));
}

TEST_CASE("what is found out late of the direction that lost little is kept") {
	SettledLoss loss(10s);
	loss.update({0, 0, 5}, false, at(0s));
	CHECK(is(loss, {0, 0, 5})); // nothing can tell: no patience
	loss.update({1, 5, 0}, true, at(1s));
	CHECK(is(loss, {1, 0, 5}));
	loss.update({1, 6, 0}, true, at(2s));
	CHECK(is(loss, {1, 1, 5}));
}

TEST_CASE("no counter falls and none is counted twice, whatever a split turns into") {
	std::uint64_t state = 1;
	const auto random = [&](std::uint64_t below) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		return (state >> 33) % below;
	};
	for (int run = 0; run < 200; run++) {
		SettledLoss loss(3s);
		std::uint64_t lost = 0;
		LossSplit before;
		for (int second = 0; second < 50; second++) {
			lost += random(4);
			const std::uint64_t forward = random(lost + 1);
			const std::uint64_t backward = random(lost - forward + 1);
			loss.update({forward, backward, lost - forward - backward}, random(2) == 0,
				    at(second * 1s));
			const LossSplit &c = loss.counted();
			REQUIRE(c.forward >= before.forward);
			REQUIRE(c.backward >= before.backward);
			REQUIRE(c.unknown >= before.unknown);
			REQUIRE(c.forward + c.backward + c.unknown <= lost);
			before = c;
		}
		loss.update({0, 0, lost}, false, at(1h));
		const LossSplit &c = loss.counted();
		CHECK(c.forward + c.backward + c.unknown == lost);
	}
}
