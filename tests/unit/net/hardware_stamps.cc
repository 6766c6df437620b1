// SPDX-License-Identifier: Apache-2.0
#include "net/hardware_stamps.h"

#include "support/catch.h"

using namespace stamp::net;

TEST_CASE("why packets cannot have receive times of the card's") {
	HardwareStamps stamps;

	CHECK(why_no_receive_times(stamps) == "the device has no hardware clock");
	stamps.phc = 0;
	CHECK(why_no_receive_times(stamps) == "the device does not stamp received packets");
	stamps.stamps_any = true;
	CHECK(why_no_receive_times(stamps) == "the device stamps only PTP packets");
	stamps.stamps_every = true;
	CHECK(why_no_receive_times(stamps).empty()); // the kernel does not tell: it is tried
	stamps.gives_to_xdp = false;
	CHECK(why_no_receive_times(stamps) == "the driver does not pass timestamps to XDP");
	stamps.gives_to_xdp = true;
	CHECK(why_no_receive_times(stamps).empty());
}

TEST_CASE("the loopback device has no card, and cannot be set to stamp") {
	const auto lo = find_interface("lo");

	REQUIRE(lo);
	const HardwareStamps stamps = hardware_stamps(*lo);

	CHECK(stamps.phc == -1);
	CHECK_FALSE(stamps.stamps_any);
	CHECK_FALSE(stamps.every_is_on);
	CHECK_FALSE(stamps.gives_to_xdp.value_or(false));
	CHECK_FALSE(stamp_every_packet(*lo));
}

TEST_CASE("an interface that is not there has nothing") {
	Interface gone;

	gone.name = "no-such-device-and-too-long";
	CHECK(hardware_stamps(gone).phc == -1);
	CHECK_FALSE(hardware_stamps(gone).gives_to_xdp);
}
