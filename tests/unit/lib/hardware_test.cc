// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/hardware.h"

#include <random>

#include "support/catch.h"

namespace {

constexpr std::int64_t second = 1000000000;
constexpr std::int64_t now = 1795414765 * second;

// What the library makes of it, in exact arithmetic.
std::int64_t exact(std::int64_t ns, std::int64_t rate) {
	__extension__ using wide = __int128;
	const wide product = static_cast<wide>(ns) * rate;
	const wide divisor = static_cast<wide>(1) << 32;
	const wide floor = product / divisor - (product % divisor < 0);

	return static_cast<std::int64_t>(ns + floor);
}

} // namespace

TEST_CASE("durations of the card's clock in those of UTC, over all rates and times in use") {
	std::mt19937_64 random(7);
	const std::int64_t most_rate = (std::int64_t{STAMP_PHC_RATE_PPM} * 2 << 32) / 1000000;
	const std::int64_t most_ns = 2 * second;
	std::uniform_int_distribution<std::int64_t> rates(-most_rate, most_rate),
		durations(-most_ns, most_ns);

	for (int i = 0; i < 100000; i++) {
		const std::int64_t ns = durations(random), rate = rates(random);

		REQUIRE(utc_duration(ns, rate) == exact(ns, rate));
	}
	for (const std::int64_t ns : {most_ns, -most_ns})
		for (const std::int64_t rate : {most_rate, -most_rate})
			CHECK(utc_duration(ns, rate) == exact(ns, rate));
}

TEST_CASE("whatever the words of the relation are, what is used lies just before now") {
	std::mt19937_64 random(11);
	int used = 0;

	for (int i = 0; i < 300000; i++) {
		const std::uint64_t read = random() >> random() % 64;
		// One half is about right, the other is anything.
		const std::int64_t offset =
			i % 2 ? static_cast<std::int64_t>(std::uint64_t{now} - read -
							  random() % 150000000)
			      : static_cast<std::int64_t>(random() >> random() % 64);
		const stamp_phc phc = {offset, read - random() % (2 * second),
				       static_cast<std::int64_t>(random() >> 44)};
		__s64 utc = 0;
		const stamp_hw_time outcome = hardware_to_utc(&phc, read, now, &utc);

		if (outcome == STAMP_HW_USED) {
			used++;
			REQUIRE(utc <= now);
			REQUIRE(utc >= now - 100000000);
		} else {
			REQUIRE(utc == 0);
		}
	}
	CHECK(used > 1000);
}

TEST_CASE("a packet received just before the clocks were looked at") {
	const stamp_phc phc = {now - 7000, 7000, 0};
	__s64 utc = 0;

	CHECK(hardware_to_utc(&phc, 6500, now + 10, &utc) == STAMP_HW_USED);
	CHECK(utc == now - 500);
}
