// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/key_map.h"

#include <string>

#include "support/catch.h"

using namespace stamp;

namespace {

// A key a letter.
stamp_keys keys(const std::string &letters) {
	stamp_keys all{};
	for (const char letter : letters)
		all.key[all.count++].inner[0] = static_cast<__u32>(letter);
	return all;
}

std::string merged(const std::string &old, const std::string &fresh) {
	stamp_keys result{};
	bpf::keep_places(keys(old), keys(fresh), result);
	std::string letters;
	for (std::uint32_t i = 0; i < result.count; i++)
		letters += static_cast<char>(result.key[i].inner[0]);
	return letters;
}

} // namespace

TEST_CASE("a key that stays keeps its place, for replies that are not signed yet") {
	CHECK(merged("", "AB") == "AB");
	CHECK(merged("A", "AB") == "AB");
	CHECK(merged("A", "BA") == "AB");
	CHECK(merged("AB", "B") == "BB"); // the place of A must not sign with anything else
	CHECK(merged("BB", "BC") == "BC");
	CHECK(merged("BB", "B") == "B");
	CHECK(merged("ABCD", "D") == "DDDD");
	CHECK(merged("ABCD", "EDFB") == "EBFD");
	CHECK(merged("ABC", "CX") == "XCC");
	CHECK(merged("A", "B") == "B");
	CHECK(merged("", "AA") == "A");
	CHECK(merged("ABCD", "DCBA") == "ABCD");
}
