// SPDX-License-Identifier: Apache-2.0
#include "wire/key_text.h"

#include <cstring>

#include "support/catch.h"

using namespace stamp;

namespace {

stamp_keys keys_of(std::string_view text) {
	stamp_keys keys{};
	const auto parsed = wire::parse_keys(text, keys);
	if (!parsed)
		FAIL(parsed.error().text());
	return keys;
}

std::string refusal(std::string_view text) {
	stamp_keys keys{};
	const auto parsed = wire::parse_keys(text, keys);
	return parsed ? "" : parsed.error().text();
}

bool same(const stamp_midstate &a, const stamp_midstate &b) {
	return std::memcmp(&a, &b, sizeof(a)) == 0;
}

const std::string golden = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string golden_base64 = "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string longest(2 * STAMP_KEY_MAX_OCTETS, 'a');

} // namespace

TEST_CASE("a key in hex and the same in base64 become the same") {
	const stamp_keys hex = keys_of(golden);
	CHECK(hex.count == 1);
	CHECK_FALSE(same(hex.key[0], stamp_midstate{}));
	CHECK(same(keys_of(golden_base64).key[0], hex.key[0]));
	CHECK(same(keys_of("AABBCCDDEEFF00112233445566778899").key[0],
		   keys_of("aabbccddeeff00112233445566778899").key[0]));
	CHECK(same(keys_of("base64:+/+/+/+/+/+/+/+/+/+/+w==").key[0],
		   keys_of("fbffbffbffbffbffbffbffbffbffbffb").key[0]));
}

TEST_CASE("white space around a key means nothing") {
	const stamp_keys plain = keys_of(golden);
	for (const std::string &text :
	     {golden + "\n", golden + "\r\n", "\r\n\t " + golden + " \t\r\n\r\n",
	      " " + golden_base64, "base64: " + golden_base64.substr(7) + "\r\n"})
		CHECK(same(keys_of(text).key[0], plain.key[0]));
}

TEST_CASE("every size from 16 to 64 octets is a key of its own") {
	for (std::size_t octets = STAMP_KEY_MIN_OCTETS; octets <= STAMP_KEY_MAX_OCTETS; octets++)
		CHECK(keys_of(longest.substr(0, 2 * octets)).count == 1);
	CHECK(refusal(longest.substr(0, 30)) == "line 1: 15 octets, but a key has 16 to 64");
	CHECK(refusal(longest + "aa") == "line 1: 65 octets, but a key has 16 to 64");
	CHECK(refusal("aa") == "line 1: 1 octets, but a key has 16 to 64");
	CHECK(refusal("base64:") == "line 1: 0 octets, but a key has 16 to 64");
	CHECK(refusal(std::string(4000, 'a')) == "line 1: 2000 octets, but a key has 16 to 64");
}

TEST_CASE("several lines are several keys, in their order") {
	const std::string other(32, 'b');
	const stamp_keys keys = keys_of("\n" + golden + "\n\n" + other + "\n");
	CHECK(keys.count == 2);
	CHECK(same(keys.key[0], keys_of(golden).key[0]));
	CHECK(same(keys.key[1], keys_of(other).key[0]));
	std::string most;
	for (int i = 0; i < STAMP_KEYS_PER_SSID; i++)
		most += golden + "\n";
	CHECK(keys_of(most).count == STAMP_KEYS_PER_SSID);
	CHECK(refusal(most + golden) == "has more than 4 keys");
}

TEST_CASE("anything else is refused, by its line and without its content") {
	struct Row {
		std::string text, why;
	};
	const std::string neither = "neither hex digits nor base64: and base64";
	const Row rows[] = {
		{"", "has no key"},
		{" \n\r\n", "has no key"},
		{golden.substr(1), "line 1: an odd number of hex digits"},
		{"xyzzy-secret", "line 1: " + neither},
		{"0x" + golden, "line 1: " + neither},
		{golden.substr(0, 32) + " " + golden.substr(32), "line 1: " + neither},
		{golden + "\n# comment", "line 2: " + neither},
		{std::string("\0", 1) + golden, "line 1: " + neither},
		{"\xef\xbb\xbf" + golden, "line 1: " + neither},
		{"BASE64:AAAA", "line 1: " + neither},
		{golden_base64.substr(0, golden_base64.size() - 1),
		 "line 1: base64 that is not complete: = fills it up to groups of four"},
		{golden_base64 + "=", "line 1: base64 that is not complete: = fills it up to "
				      "groups of four"},
		{"base64:====", "line 1: not base64"},
		{"base64:AAAAAAAAAAAAAAAAAAAA-_==", "line 1: not base64"},
		{"base64:AAAAAAAAAAAA=AAAAAAAAA==", "line 1: not base64"},
		{"base64:AAAAAAAAAAAAAAAAAAAAAB==", "line 1: base64 that ends within an octet"},
	};
	for (const Row &row : rows) {
		CHECK(refusal(row.text) == row.why);
		CHECK(refusal(row.text).find("secret") == std::string::npos);
	}
}
