// SPDX-License-Identifier: Apache-2.0
#include "base/open_files.h"

#include <sys/resource.h>

#include "support/catch.h"

TEST_CASE("as many files may be open as the hard limit allows, which is returned and stays") {
	rlimit before{};
	REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
	const rlimit low{before.rlim_max / 2, before.rlim_max};
	REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);

	CHECK(stamp::raise_open_files() == before.rlim_max);

	rlimit after{};
	REQUIRE(getrlimit(RLIMIT_NOFILE, &after) == 0);
	CHECK(after.rlim_cur == before.rlim_max);
	CHECK(after.rlim_max == before.rlim_max);
	setrlimit(RLIMIT_NOFILE, &before);
}
