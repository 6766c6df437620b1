// SPDX-License-Identifier: Apache-2.0
#include "session/receive_watch.h"

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

struct FakeTimes : session::ReceiveTimes {
	[[nodiscard]] bool of_hardware() const override { return hardware; }
	[[nodiscard]] session::HardwareTimes hardware_times() const override { return counts; }

	bool hardware = true;
	session::HardwareTimes counts{};
};

const MonoTime start{100s};

} // namespace

TEST_CASE("as long as the card has every time, nothing is said") {
	session::ReceiveWatch watch;
	FakeTimes times;

	times.counts[STAMP_HW_USED] = 1000;
	CHECK_FALSE(watch.look("eth0", times, start));
}

TEST_CASE("times that it did not have are reported, with their reasons, but not all the time") {
	session::ReceiveWatch watch;
	FakeTimes times;

	times.counts = {90, 7, 0, 3};
	const auto warning = watch.look("eth0", times, start);

	REQUIRE(warning);
	CHECK(stats::code(warning->message) == "hardware_times");
	CHECK(render::sentence(warning->message) ==
	      "eth0: 10 of 100 receive timestamps come from the kernel clock: 7 missing (the "
	      "driver had none for the packet); 3 implausible (in the future, or long before the "
	      "program ran)");
	times.counts = {90, 8, 0, 3};
	CHECK_FALSE(watch.look("eth0", times, start + 9s));
	CHECK(watch.look("eth0", times, start + 10s));
	CHECK_FALSE(watch.look("eth0", times, start + 30s)); // no more of them
}

TEST_CASE("without a card there is nothing to tell and nothing to name") {
	session::ReceiveWatch watch;
	FakeTimes times;

	times.hardware = false;
	CHECK_FALSE(session::hardware_times(times));
	times.counts[STAMP_HW_MISSING] = 5;
	CHECK_FALSE(watch.look("eth0", times, start));
	// Of an interface before this one.
	CHECK(session::hardware_times(times) == times.counts);
}
