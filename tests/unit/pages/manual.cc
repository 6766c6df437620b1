// SPDX-License-Identifier: Apache-2.0
#include "pages/manual.h"

#include "support/catch.h"

using namespace stamp;
using namespace stamp::pages;

namespace {

cli::Option option(const char *name, const char *text, const char *initial) {
	cli::Option made;
	made.name = name;
	made.argument = "N";
	made.text = text;
	made.initial = initial;
	return made;
}

std::vector<CommandPage> example() {
	return {{"go",
		 "go somewhere",
		 "stamp-go(1)",
		 {"stamp go X\n       stamp go Y", "Goes.", {{"stamp go a", "a first step"}}},
		 {{"One", {option("far", "how far", "3")}},
		  {"Two", {option("fast", "how fast", "")}}}}};
}

std::string written(const std::string &source) {
	const auto page = manual(source, example());
	return page ? *page : "error: " + page.error().text();
}

} // namespace

TEST_CASE("options stand in their groups, with what the manual page adds") {
	CHECK(written(".SH A\n@options go\n@option --far\nMore.\n@end\nB\n") ==
	      ".SH A\n.SS One\n.TP\n\\fB\\-\\-far\\fR \\fIN\\fR\nHow far.\nMore.\nDefault 3.\n"
	      ".SS Two\n.TP\n\\fB\\-\\-fast\\fR \\fIN\\fR\nHow fast.\nB\n");
}

TEST_CASE("usage, description and examples are those of the help") {
	CHECK(written("@synopsis go\n") == ".nf\nstamp go X\nstamp go Y\n.fi\n");
	CHECK(written("@about go\n") == "Goes.\n");
	CHECK(written("@examples go\n") == ".TP\n\\fBstamp go a\\fR\nA first step.\n");
	CHECK(written("@commands\n") ==
	      ".TP\n.B stamp go\nGo somewhere.\nSee\n.BR stamp\\-go (1).\n");
}

TEST_CASE("a template that does not fit the tables is an error") {
	CHECK(written("A\n@options go\n@option --fat\n@end\n") ==
	      "error: line 3: no such option: --fat");
	CHECK(written("@options go\n") == "error: @end is missing");
	CHECK(written("@options stop\n") == "error: line 1: @options means nothing here");
	CHECK(written("@option --far\n") == "error: line 1: @option means nothing here");
	CHECK(written("@end\n") == "error: line 1: @end means nothing here");
	CHECK(written("@about\n") == "error: line 1: @about means nothing here");
	CHECK(written("@options go\n@about go\n@end\n") ==
	      "error: line 2: @about means nothing here");
}
