// SPDX-License-Identifier: Apache-2.0
#include "render/fold.h"

#include "support/catch.h"

using namespace stamp::render;
using Lines = std::vector<std::string>;

TEST_CASE("columns are characters, not octets") {
	CHECK(columns("") == 0);
	CHECK(columns("abc") == 3);
	CHECK(columns("\u00b11.2 ms") == 7);
	CHECK(columns("\xff\xff") == 2);
}

TEST_CASE("cut takes whole characters") {
	CHECK(cut("abc", 5) == "abc");
	CHECK(cut("abc", 2) == "ab");
	CHECK(cut("\u00b1\u00b1z", 1) == "\u00b1");
	CHECK(cut("abc", 0) == "");
	CHECK(cut("abc", any_width) == "abc");
}

TEST_CASE("fold breaks at blanks and indents") {
	CHECK(fold("", 10) == Lines{""});
	CHECK(fold("one two", 7) == Lines{"one two"});
	CHECK(fold("one two", 6) == Lines{"one", "  two"});
	CHECK(fold("one two three", 7) == Lines{"one two", "  three"});
	CHECK(fold("\u00b1\u00b1\u00b1 bcd", 7) == Lines{"\u00b1\u00b1\u00b1 bcd"});
	CHECK(fold("one two three", any_width) == Lines{"one two three"});
}

TEST_CASE("fold prefers the end of a phrase") {
	CHECK(fold("on eth0, 44 octets, SSID 1", 22) == Lines{"on eth0, 44 octets,", "  SSID 1"});
	CHECK(fold("yes, a sentence that goes on", 20) ==
	      Lines{"yes, a sentence that", "  goes on"});
	CHECK(fold("yes, a sentence that goes on", 18) ==
	      Lines{"yes, a sentence", "  that goes on"});
}

TEST_CASE("fold breaks a word that is wider than the line") {
	CHECK(fold("abcdefgh", 4) == Lines{"abcd", "  ef", "  gh"});
	CHECK(fold("abc", 0) == Lines{"abc"});
	CHECK(fold("abcd", 1) == Lines{"abc", "  d"});
	CHECK(fold(" abcd", 3) == Lines{" ab", "  c", "  d"});
}

TEST_CASE("no folded line is too wide") {
	const std::string text = "50 sent, 49 received, 1 lost (2.00%: 1 forward, 0 backward), "
				 "0 duplicate, 0 reordered, 0 late";
	for (std::size_t width = 3; width < 100; width++) {
		for (const std::string &line : fold(text, width))
			REQUIRE(columns(line) <= width);
	}
}
