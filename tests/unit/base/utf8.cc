// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <string>

#include "support/catch.h"

using stamp::first_of_utf8;

namespace {

// Every character as its octets, what is not valid in angle brackets.
std::string split(std::string_view text) {
	std::string out;
	while (!text.empty()) {
		const auto next = first_of_utf8(text);
		out += (next.valid ? "" : "<") + std::to_string(next.octets) +
		       (next.valid ? " " : "> ");
		text.remove_prefix(next.octets);
	}
	return out;
}

} // namespace

TEST_CASE("characters of one to four octets") {
	CHECK(split("a\u00b1\u20ac\U0001f600") == "1 2 3 4 ");
	CHECK(split("\x7f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff") == "1 2 2 3 3 4 4 ");
	CHECK(split({"\0", 1}) == "1 ");
}

TEST_CASE("what is no UTF-8 is not valid, and the next character is found") {
	CHECK(split("\x80z") == "<1> 1 ");			// a continuation alone
	CHECK(split("\xc0\xaf") == "<1> <1> ");			// overlong
	CHECK(split("\xe0\x80\xaf") == "<1> <1> <1> ");		// overlong
	CHECK(split("\xed\xa0\x80") == "<1> <1> <1> ");		// a surrogate
	CHECK(split("\xf4\x90\x80\x80") == "<1> <1> <1> <1> "); // above U+10FFFF
	CHECK(split("\xff\xfe") == "<1> <1> ");
	CHECK(split("\xe2\x82z") == "<2> 1 ");	// cut short by another
	CHECK(split("\xf0\x9f\x98") == "<3> "); // cut short by the end
}
