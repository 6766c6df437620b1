// SPDX-License-Identifier: Apache-2.0
#include "pages/roff.h"

#include "support/catch.h"

using namespace stamp::pages;

TEST_CASE("text keeps its hyphens, and names of options are bold") {
	CHECK(roff_text("a round-trip") == "a round\\-trip");
	CHECK(roff_text("with --hook xdp, --o.") ==
	      "with \\fB\\-\\-hook\\fR xdp, \\fB\\-\\-o\\fR.");
	CHECK(roff_text("a--b -- --") == "a\\-\\-b \\-\\- \\-\\-");
	CHECK(roff_text(".hidden") == "\\&.hidden");
	CHECK(roff_text("a\\b") == "a\\eb");
	CHECK(roff_text("").empty());
}

TEST_CASE("words are bold and what stands for something is italic") {
	stamp::cli::Option option;
	option.name = "source-port";
	option.letter = 's';
	option.argument = "PORT|auto";
	CHECK(roff_heading(option) ==
	      "\\fB\\-s\\fR, \\fB\\-\\-source\\-port\\fR \\fIPORT\\fR|\\fBauto\\fR");
	option.name.clear();
	option.argument.clear();
	CHECK(roff_heading(option) == "\\fB\\-s\\fR");
}

TEST_CASE("a text of the help becomes a sentence") {
	CHECK(sentence("time between") == "Time between.");
	CHECK(sentence("UDP port.") == "UDP port.");
	CHECK(sentence("0 to 3") == "0 to 3.");
}
