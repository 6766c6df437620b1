// SPDX-License-Identifier: Apache-2.0
#include "time/pacer.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

const MonoTime start{1000s};

} // namespace

TEST_CASE("slots follow each other exactly, however late each is used") {
	time::Pacer pacer{start, 333'333'333ns};
	for (int n = 0; n < 100'000; n++) {
		REQUIRE(pacer.deadline() == start + n * Duration{333'333'333});
		REQUIRE(pacer.take(pacer.deadline() + Duration{n % 1000}) == 0);
	}
}

TEST_CASE("a slot used before its time does not bring the next one forward") {
	time::Pacer pacer{start, 10ms};
	CHECK(pacer.take(start - 5s) == 0);
	CHECK(pacer.deadline() == start + 10ms);
}

TEST_CASE("slots that passed are counted and given up, and the grid stays") {
	time::Pacer pacer{start, 10ms};
	CHECK(pacer.take(start + 35ms) == 3);
	CHECK(pacer.deadline() == start + 40ms);
	CHECK(pacer.take(start + 40ms) == 0);
	CHECK(pacer.deadline() == start + 50ms);
}

TEST_CASE("a slot due at this moment is not given up") {
	time::Pacer pacer{start, 10ms};
	CHECK(pacer.take(start + 10ms) == 0);
	CHECK(pacer.deadline() == start + 10ms);
	CHECK(pacer.take(start + 20ms + 1ns) == 1);
	CHECK(pacer.deadline() == start + 30ms);
}

TEST_CASE("used and missed slots make up all that have passed") {
	time::Pacer pacer{start, 7us};
	std::uint64_t used = 0, missed = 0;
	MonoTime now = start;
	while (now < start + 10ms) {
		now = std::max(now, pacer.deadline());
		missed += pacer.take(now);
		used++;
		now += Duration{(used * 7919) % 40'000};
	}
	CHECK(pacer.deadline() ==
	      start + Duration{static_cast<std::int64_t>(used + missed) * 7'000});
}

TEST_CASE("months at a microsecond are no matter") {
	time::Pacer pacer{start, 1us};
	const Duration year = 24h * 365;
	CHECK(pacer.take(start + year) == static_cast<std::uint64_t>(year / 1us) - 1);
	CHECK(pacer.deadline() == start + year);
	CHECK(pacer.take(pacer.deadline()) == 0);
	CHECK(pacer.deadline() == start + year + 1us);
}

TEST_CASE("an interval below a nanosecond counts as one") {
	time::Pacer pacer{start, 0ns};
	CHECK(pacer.take(start + 5ns) == 4);
	CHECK(pacer.deadline() == start + 5ns);
}

TEST_CASE("with patience, slots held up for no longer than that are all used") {
	time::Pacer pacer{start, 4us, 1ms};
	const MonoTime now = start + 1ms;
	for (int n = 0; n < 250; n++) {
		REQUIRE(pacer.deadline() == start + n * 4us);
		REQUIRE(pacer.take(now) == 0);
	}
	CHECK(pacer.deadline() == now);
}

TEST_CASE("with patience, what is past by more is given up, and nothing else") {
	time::Pacer pacer{start, 4us, 1ms};
	CHECK(pacer.take(start + 1ms + 40us) == 9); // 4 to 36 us after the start
	CHECK(pacer.deadline() == start + 40us);
	CHECK(pacer.take(start + 1ms + 44us) == 0);
	CHECK(pacer.deadline() == start + 44us);
}

TEST_CASE("with patience too, used and missed slots make up all that have passed") {
	const Duration patience = GENERATE(0us, 3us, 20us, 1000us);
	time::Pacer pacer{start, 7us, patience};
	std::uint64_t used = 0, missed = 0;
	MonoTime now = start;
	while (now < start + 10ms) {
		while (pacer.deadline() <= now) {
			const MonoTime slot = pacer.deadline();
			missed += pacer.take(now);
			used++;
			REQUIRE(pacer.deadline() > slot);
			REQUIRE(pacer.deadline() >= now - patience);
		}
		now += Duration{(used * 7919) % 40'000};
	}
	CHECK(pacer.deadline() ==
	      start + Duration{static_cast<std::int64_t>(used + missed) * 7'000});
	CHECK((patience < 1ms) == (missed != 0));
}
