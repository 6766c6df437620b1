// SPDX-License-Identifier: Apache-2.0
#include "cli/nearest.h"

#include "support/catch.h"

using namespace stamp::cli;

TEST_CASE("the edit distance counts letters inserted, deleted and replaced") {
	CHECK(edit_distance("", "") == 0);
	CHECK(edit_distance("abc", "abc") == 0);
	CHECK(edit_distance("", "abc") == 3);
	CHECK(edit_distance("abc", "") == 3);
	CHECK(edit_distance("interval", "intervall") == 1);
	CHECK(edit_distance("kitten", "sitting") == 3);
	CHECK(edit_distance("eth0", "eth1") == 1);
}

TEST_CASE("the nearest name is one that a slip of the fingers explains") {
	const std::vector<std::string> known = {"sender", "reflector", "version", "help"};
	CHECK(nearest("sendr", known) == "sender");
	CHECK(nearest("sedner", known) == "sender");
	CHECK(nearest("refl", known) == "reflector");	  // an abbreviation
	CHECK(nearest("hepl", {"help"}) == std::nullopt); // two of four letters are wrong
	CHECK(nearest("halp", known) == "help");
	CHECK(nearest("x", known) == std::nullopt);
	CHECK(nearest("", known) == std::nullopt);
	CHECK(nearest("statistics", known) == std::nullopt);
	CHECK(nearest("eth1", {}) == std::nullopt);
	CHECK(nearest("etj1", {"lo", "eth0", "eth1"}) == "eth1");
}
