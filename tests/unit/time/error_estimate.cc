// SPDX-License-Identifier: Apache-2.0
#include "time/error_estimate.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

TEST_CASE("an error estimate is decoded: S, Z, Multiplier * 2^(Scale - 32) s, rounded up") {
	struct Row {
		std::uint16_t bits;
		bool synced, ptp;
		Duration error;
	};
	const auto row = GENERATE(Row{0x0001, false, false, 1ns},      // 0.23 ns
				  Row{0x8f84, true, false, 1007081ns}, // 1007080.08 ns
				  Row{0xca01, true, true, 239ns},      // 238.42 ns
				  Row{0x1fff, false, false, 127500ms},
				  Row{0x3fff, false, false, Duration::max()}); // 5.5e11 s
	const auto estimate = time::decode_error_estimate(row.bits);
	CHECK(estimate.synced == row.synced);
	CHECK(estimate.ptp == row.ptp);
	REQUIRE(estimate.error);
	CHECK(*estimate.error == row.error);
}

TEST_CASE("an error estimate with Multiplier 0 says nothing of the error") {
	CHECK_FALSE(time::decode_error_estimate(0x0000).error);
	CHECK_FALSE(time::decode_error_estimate(0xbf00).error);
	CHECK(time::decode_error_estimate(0xbf00).synced);
	CHECK_FALSE(time::decode_error_estimate(0xbf00).ptp);
}

TEST_CASE("an error is encoded by the smallest Scale that holds it, rounded up") {
	struct Row {
		Duration error;
		std::uint16_t bits;
	};
	const auto row = GENERATE(Row{0ns, 0x0001}, Row{-1ns, 0x0001}, Row{Duration::min(), 0x0001},
				  Row{1ns, 0x0005},	  // 4.29 units of 2^-32 s
				  Row{59ns, 0x00fe},	  // 253.4
				  Row{60ns, 0x0181},	  // 257.7, hence in units of 2^-31 s
				  Row{1007080ns, 0x0f84}, // 131.99999 of 2^-17 s
				  Row{1007081ns, 0x0f85}, // 132.0001
				  Row{1s, 0x1980},	  // 128 of 2^-7 s
				  Row{127500ms, 0x1fff}, Row{127501ms, 0x2080},
				  Row{16s + 1us, 0x1d81}, // an unsynchronised kernel
				  Row{Duration::max(), 0x3a8a});
	CHECK(time::encode_error_estimate(row.error, false, false) == row.bits);
	CHECK(time::encode_error_estimate(row.error, true, false) == (row.bits | 0x8000));
	CHECK(time::encode_error_estimate(row.error, false, true) == (row.bits | 0x4000));
	CHECK(time::encode_error_estimate(row.error, true, true) == (row.bits | 0xc000));
}

TEST_CASE("a coded error is never smaller than the true one, and at most 1/128 larger") {
	for (int bit = 0; bit < 63; bit++) {
		for (const std::int64_t near : {-3, -1, 0, 1, 2, 12345}) {
			const std::int64_t ns = (std::int64_t{1} << bit) + near;
			if (ns <= 0)
				continue;
			const auto bits = time::encode_error_estimate(Duration{ns}, true, false);
			const auto decoded = time::decode_error_estimate(bits);
			CAPTURE(ns, bits);
			REQUIRE(decoded.error);
			REQUIRE(decoded.synced);
			REQUIRE(decoded.error->count() >= ns);
			// One nanosecond for the rounding to whole ones.
			REQUIRE(decoded.error->count() - ns <= ns / 128 + 1);
		}
	}
}

TEST_CASE("an error estimate decoded and encoded again is the same or the next larger one") {
	for (unsigned bits = 0; bits <= 0x3fff; bits++) {
		const auto value = static_cast<std::uint16_t>(bits);
		const auto decoded = time::decode_error_estimate(value);
		// Below Scale 8 a nanosecond is more than a step; smaller Multipliers have a twin.
		const bool canonical = (bits & 0xff) >= 128 && bits >> 8 >= 8;
		if (!decoded.error || *decoded.error == Duration::max() || !canonical)
			continue;
		const auto again = time::encode_error_estimate(*decoded.error, false, false);
		const unsigned next = (bits & 0xff) == 0xff ? (bits & 0xff00) + 0x180 : bits + 1;
		CAPTURE(bits, again);
		REQUIRE((again == bits || again == next));
	}
}
