// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/timestamp.h"

#include "support/catch.h"
#include "support/golden.h"

using namespace stamp::test;

namespace {

std::uint64_t wire(std::uint64_t ns, stamp_format format) {
	const stamp_ts ts = timestamp(ns, format);

	return static_cast<std::uint64_t>(stamp_swap32(ts.sec)) << 32 | stamp_swap32(ts.frac);
}

constexpr std::uint64_t second = 1000000000;

} // namespace

TEST_CASE("timestamps of the golden packets") {
	CHECK(wire(golden::t1_ns, STAMP_FORMAT_NTP) == golden::t1_ntp);
	CHECK(wire(golden::t2_ns, STAMP_FORMAT_NTP) == golden::t2_ntp);
	CHECK(wire(golden::t3_ns, STAMP_FORMAT_NTP) == golden::t3_ntp);
	CHECK(wire(golden::t2_ns + golden::tai_minus_utc_ns, STAMP_FORMAT_PTP) == golden::t2_ptp);
	CHECK(wire(golden::t3_ns + golden::tai_minus_utc_ns, STAMP_FORMAT_PTP) == golden::t3_ptp);
}

TEST_CASE("NTP: the epoch is 1900, the fraction is the floor") {
	CHECK(wire(0, STAMP_FORMAT_NTP) == 0x83aa7e8000000000); /* RFC 8877 4.2.1 */
	CHECK(wire(250000, STAMP_FORMAT_NTP) == 0x83aa7e800010624d);
	CHECK(wire(second / 2, STAMP_FORMAT_NTP) == 0x83aa7e8080000000);
	CHECK(wire(second - 1, STAMP_FORMAT_NTP) == 0x83aa7e80fffffffb);
	CHECK(wire(1, STAMP_FORMAT_NTP) == 0x83aa7e8000000004);
}

TEST_CASE("NTP: the era ends on 2036-02-07 and the next begins at 0") {
	constexpr std::uint64_t last = 2085978495;

	CHECK(wire(last * second, STAMP_FORMAT_NTP) == 0xffffffff00000000);
	CHECK(wire((last + 1) * second, STAMP_FORMAT_NTP) == 0);
	CHECK(wire((last + 2) * second + second / 4, STAMP_FORMAT_NTP) == 0x0000000140000000);
}

TEST_CASE("PTP: seconds and nanoseconds as they are, the seconds mod 2^32") {
	CHECK(wire(0, STAMP_FORMAT_PTP) == 0);
	CHECK(wire(5 * second - 1, STAMP_FORMAT_PTP) == 0x000000043b9ac9ff);
	CHECK(wire(0x100000002 * second + 7, STAMP_FORMAT_PTP) == 0x0000000200000007);
}

TEST_CASE("the octets on the wire are big-endian") {
	const stamp_ts ts = timestamp(golden::t2_ns, STAMP_FORMAT_NTP);
	Octets octets(8);

	std::copy_n(reinterpret_cast<const std::uint8_t *>(&ts), 8, octets.begin());
	CHECK(to_hex(octets) == "ed003780 8010624d");
}
