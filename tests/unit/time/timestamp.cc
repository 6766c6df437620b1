// SPDX-License-Identifier: Apache-2.0
#include "time/timestamp.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using time::WireTime;

namespace {

// 2026-01-01 00:00:00.5 UTC, and the two timestamps of the reflector that go with it.
const UtcTime t1 = utc(1'767'225'600'500'000'000);
const UtcTime t2 = t1 + 250us, t3 = t1 + 260us;

constexpr std::int64_t second = 1'000'000'000;

UtcTime day(int year, int month, int day) {
	return UtcTime{
		std::chrono::sys_days{std::chrono::year{year} / month / day}.time_since_epoch()};
}

} // namespace

TEST_CASE("UTC is encoded as NTP64 with the fraction rounded down") {
	CHECK(time::encode_ntp(t1) == WireTime{0xed003780, 0x80000000});
	CHECK(time::encode_ntp(t2) == WireTime{0xed003780, 0x8010624d});
	CHECK(time::encode_ntp(t3) == WireTime{0xed003780, 0x80110a13});
	CHECK(time::encode_ntp(utc(0)) == WireTime{2'208'988'800, 0});
	CHECK(time::encode_ntp(utc(999'999'999)) == WireTime{2'208'988'800, 0xfffffffb});
	CHECK(time::encode_ntp(utc(-1)) == WireTime{2'208'988'799, 0xfffffffb});
}

TEST_CASE("TAI is encoded as PTPv2 truncated, nanoseconds as they are") {
	CHECK(time::encode_ptp(time::to_tai(t2, 37s)) == WireTime{0x6955b925, 0x1dd13590});
	CHECK(time::encode_ptp(time::to_tai(t3, 37s)) == WireTime{0x6955b925, 0x1dd15ca0});
	CHECK(time::encode_ptp(TaiTime{-1ns}) == WireTime{0xffffffff, 999'999'999});
}

TEST_CASE("NTP64 is decoded with the fraction rounded half up") {
	CHECK(time::decode_ntp({0xed003780, 0x80000000}, t1) == t1);
	CHECK(time::decode_ntp({0xed003780, 0x8010624d}, t1) == t2);
	CHECK(time::decode_ntp({0xed003780, 0x80110a13}, t1) == t3);
	// The last half nanosecond of a second belongs to the next one.
	CHECK(time::decode_ntp({0xed003780, 0xffffffff}, t1) == t1 + 500ms);
	CHECK(time::decode_ntp({0xed003780, 2}, t1) == t1 - 500ms);
	CHECK(time::decode_ntp({0xed003780, 3}, t1) == t1 - 500ms + 1ns);
}

TEST_CASE("PTPv2 truncated is decoded, and carries nanoseconds that are too many") {
	CHECK(time::to_utc(time::decode_ptp({0x6955b925, 0x1dd13590}, t1), 37s) == t2);
	CHECK(time::decode_ptp({10, 1'000'000'001}, utc(0)) == TaiTime{11s + 1ns});
	CHECK(time::decode_ptp({10, 0xffffffff}, utc(0)) == TaiTime{10s + 4'294'967'295ns});
}

TEST_CASE("every nanosecond survives the wire in both formats") {
	for (std::int64_t step = 0; step < 20'000; step++) {
		const UtcTime t = t1 + Duration{step * 49'999 + step % 7};
		REQUIRE(time::decode_ntp(time::encode_ntp(t), t1) == t);
		const TaiTime tai = time::to_tai(t, 37s);
		REQUIRE(time::decode_ptp(time::encode_ptp(tai), t1) == tai);
	}
}

TEST_CASE("NTP seconds wrap in 2036 and are unfolded to the era near the reference") {
	const UtcTime wrap = utc(2'085'978'496 * second); // 2036-02-07 06:28:16
	CHECK(time::encode_ntp(wrap) == WireTime{0, 0});
	CHECK(time::encode_ntp(wrap - 1s) == WireTime{0xffffffff, 0});
	for (const UtcTime near :
	     {wrap - 1s, wrap, wrap + 1s, day(2026, 11, 23), day(2090, 1, 1)}) {
		CHECK(time::decode_ntp({0, 0}, near) == wrap);
		CHECK(time::decode_ntp({0xffffffff, 0}, near) == wrap - 1s);
		CHECK(time::decode_ntp({5, 0}, near) - time::decode_ntp({0xfffffffb, 0}, near) ==
		      10s);
	}
	CHECK(time::decode_ntp({1, 0}, day(1901, 1, 1)) == day(1900, 1, 1) + 1s);
}

TEST_CASE("PTP seconds wrap in 2106 and are unfolded likewise") {
	const TaiTime wrap{4'294'967'296s};
	CHECK(time::encode_ptp(wrap) == WireTime{0, 0});
	for (const UtcTime near : {day(2106, 2, 7), day(2106, 2, 8), day(2060, 1, 1)}) {
		CHECK(time::decode_ptp({0, 0}, near) == wrap);
		CHECK(time::decode_ptp({0xffffffff, 7}, near) == wrap - 1s + 7ns);
	}
	CHECK(time::decode_ptp({0, 0}, day(2026, 1, 1)) == TaiTime{});
}

TEST_CASE("times at both ends of their type are encoded, and decoded within it") {
	for (const UtcTime edge : {UtcTime::min(), UtcTime::max()}) {
		CHECK(time::decode_ntp(time::encode_ntp(edge), edge) == edge);
		(void)time::encode_ptp(time::to_tai(edge, 0s));
	}
	CHECK(time::decode_ntp(time::encode_ntp(utc(0)), UtcTime::max()) <= UtcTime::max());
	const WireTime later{time::encode_ntp(UtcTime::max()).sec + 10, 0};
	CHECK(time::decode_ntp(later, UtcTime::max()) == UtcTime::max());
	const WireTime sooner{time::encode_ntp(UtcTime::min()).sec - 10, 0};
	CHECK(time::decode_ntp(sooner, UtcTime::min()) == UtcTime::min());
}
