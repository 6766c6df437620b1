// SPDX-License-Identifier: Apache-2.0
#include "cli/role.h"

#include "support/catch.h"

using namespace stamp::cli;

TEST_CASE("ports below 1024 are root's, but for that of STAMP") {
	constexpr unsigned root = 0, user = 1000;
	for (const std::uint16_t port : {1, 53, 443, 861, 863, 1023}) {
		CAPTURE(port);
		CHECK_FALSE(check_ports({port}, root));
		const auto refused = check_ports({862, port}, user);
		REQUIRE(refused);
		CHECK(refused->text() == "take UDP port " + std::to_string(port) +
						 ", which only root may use: Permission denied");
	}
	CHECK_FALSE(check_ports({0, 862, 1024, 4862, 65535}, user)); // 0: an ephemeral one
	CHECK_FALSE(check_ports({}, user));
}
