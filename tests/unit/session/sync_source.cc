// SPDX-License-Identifier: Apache-2.0
#include "session/sync_source.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

struct Bench {
	bool answer = true;
	bool is_slow = false; // the answer is given by hand
	std::promise<bool> late;
	int asked = 0;
	session::SyncSource source{[this](const time::KernelClock &) {
		asked++;
		late = {};
		if (!is_slow)
			late.set_value(answer);
		return late.get_future();
	}};

	bool by_ptp(Duration at, bool synced = true) {
		time::KernelClock kernel{};
		kernel.synced = synced;
		return source.by_ptp(kernel, MonoTime{at});
	}
};

} // namespace

TEST_CASE("services are asked at first and once a minute, and the answer holds meanwhile") {
	Bench bench;
	CHECK(bench.by_ptp(0s));
	bench.answer = false;
	for (Duration at = 0s; at < 60s; at += 250ms)
		CHECK(bench.by_ptp(at));
	CHECK(bench.asked == 1);
	CHECK_FALSE(bench.by_ptp(60s));
	CHECK(bench.asked == 2);
}

TEST_CASE("of a clock that is not synchronised nobody is asked; once it is, at once") {
	Bench bench;
	CHECK_FALSE(bench.by_ptp(0s, false));
	CHECK(bench.asked == 0);
	CHECK(bench.by_ptp(1s));
	CHECK_FALSE(bench.by_ptp(2s, false));
	bench.answer = false;
	CHECK_FALSE(bench.by_ptp(3s));
	CHECK(bench.asked == 2);
}

TEST_CASE("nobody waits for an answer: until it comes the one before it holds") {
	Bench bench;
	CHECK(bench.by_ptp(0s));
	bench.is_slow = true;
	CHECK(bench.by_ptp(60s));
	CHECK(bench.by_ptp(200s));
	CHECK(bench.asked == 2); // one question at a time
	bench.late.set_value(false);
	CHECK_FALSE(bench.by_ptp(201s));
	CHECK(bench.asked == 2);
	CHECK_FALSE(bench.by_ptp(202s));
	CHECK(bench.asked == 3);
}

TEST_CASE("an answer that comes when the clock is no longer synchronised says nothing") {
	Bench bench;
	bench.is_slow = true;
	CHECK_FALSE(bench.by_ptp(0s));
	CHECK_FALSE(bench.by_ptp(1s, false));
	bench.late.set_value(true);
	bench.is_slow = false;
	bench.answer = false;
	CHECK_FALSE(bench.by_ptp(2s));
	CHECK(bench.asked == 2);
}

TEST_CASE("the services of this host are asked without an error") {
	session::SyncSource source;
	CHECK_FALSE(source.by_ptp(time::KernelClock{}, MonoTime{}));
	CHECK_FALSE(session::ask_by_ptp(time::KernelClock{}));
}
