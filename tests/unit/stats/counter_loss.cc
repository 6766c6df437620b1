// SPDX-License-Identifier: Apache-2.0
#include "stats/counter_loss.h"
#include "support/catch.h"

using stamp::stats::CounterLoss;

TEST_CASE("one reply tells no loss") {
	CounterLoss loss;
	CHECK_FALSE(loss.sent());
	loss.add(1, 1, 1);
	CHECK_FALSE(loss.sent());
	CHECK_FALSE(loss.forward());
	CHECK_FALSE(loss.backward());
}

TEST_CASE("loss by direction, across the wrap of the counters") {
	for (const std::uint32_t start : {0U, 0x7ffffffeU, 0xfffffffdU}) {
		CAPTURE(start);
		CounterLoss loss;
		loss.add(start + 1, start + 101, start + 201);
		loss.add(start + 2, start + 102, start + 202);
		loss.add(start + 6, start + 104, start + 204); // 3, 4 lost forward, one reply lost
		CHECK(loss.sent() == 5);
		CHECK(loss.forward() == 2);
		CHECK(loss.backward() == 1);
	}
}

TEST_CASE("order changes nothing") {
	CounterLoss loss;
	loss.add(2, 1, 1);
	loss.add(1, 2, 2);
	loss.add(4, 4, 4);
	loss.add(3, 3, 3);
	CHECK(loss.forward() == 0);
	CHECK(loss.backward() == 0);
}

TEST_CASE("a reflector that restarts its numbers makes the loss unknown") {
	CounterLoss loss;
	loss.add(1000, 1000, 1000);
	loss.add(1001, 1001, 1001);
	loss.add(1002, 1, 1);
	loss.add(3000, 1999, 1999); // would look like a thousand lost
	CHECK(loss.sent() == 2000);
	CHECK_FALSE(loss.forward());
	CHECK_FALSE(loss.backward());
}

TEST_CASE("counters ahead of what was sent are not those of the session") {
	CounterLoss loss;
	loss.add(1, 10, 10);
	loss.add(2, 20, 20);
	CHECK_FALSE(loss.forward());
	CHECK_FALSE(loss.backward());
}

TEST_CASE("a reply without counters makes the way back unknown") {
	CounterLoss loss;
	loss.add(1, 1, 1);
	loss.add_unread();
	loss.add(3, 3, 3);
	CHECK(loss.forward() == 0);
	CHECK_FALSE(loss.backward());
}
