// SPDX-License-Identifier: Apache-2.0
#include "base/plain_text.h"

#include "support/catch.h"

using stamp::plain_text;

TEST_CASE("plain text is what it was") {
	for (const char *text : {"", "eth0", "a b", "caf\u00e9 \u20ac \U0001f600", "\u00a0"})
		CHECK(plain_text(text) == text);
}

TEST_CASE("what a terminal would obey is replaced, character by character") {
	CHECK(plain_text("a\x1b[31mb") == "a?[31mb");
	CHECK(plain_text("a\nb\tc\rd\x7f") == "a?b?c?d?");
	CHECK(plain_text("a\u009b31mb\u0080\u009f") == "a?31mb??");
	CHECK(plain_text({"\0x", 2}) == "?x");
}

TEST_CASE("what is not UTF-8 is replaced") {
	CHECK(plain_text("a\xff"
			 "b\xc3") == "a\ufffdb\ufffd");
	CHECK(plain_text("\x9b"
			 "31m") == "\ufffd31m");
}
