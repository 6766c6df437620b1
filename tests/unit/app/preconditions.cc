// SPDX-License-Identifier: Apache-2.0
#include "app/preconditions.h"

#include "support/catch.h"

using namespace stamp::app;

TEST_CASE("ports below 1024 are root's, but for that of STAMP") {
	constexpr unsigned root = 0, user = 1000;
	for (const std::uint16_t port : {1, 53, 443, 861, 863, 1023}) {
		CAPTURE(port);
		CHECK(check_ports({port}, root));
		const auto refused = check_ports({862, port}, user);
		REQUIRE_FALSE(refused);
		CHECK(refused.error().text() ==
		      "take UDP port " + std::to_string(port) + ", which only root may use");
	}
	CHECK(check_ports({0, 862, 1024, 4862, 65535}, user)); // 0: an ephemeral one
	CHECK(check_ports({}, user));
}
