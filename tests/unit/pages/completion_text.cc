// SPDX-License-Identifier: Apache-2.0
// The scripts themselves run in their shells: tests/cli/test_completion.py.
#include "pages/completion.h"
#include "pages/tables.h"

#include "support/catch.h"

using namespace stamp;
using namespace stamp::pages;

TEST_CASE("each option of each command is in the completion of each shell") {
	const auto all = command_pages();
	const std::string bash = bash_completion(all), zsh = zsh_completion(all),
			  fish = fish_completion(all), document = option_document(all);
	for (const CommandPage &page : all)
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options) {
				CAPTURE(page.name, option.spelling());
				CHECK(bash.find(option.spelling()) != bash.npos);
				CHECK(zsh.find(option.spelling()) != zsh.npos);
				CHECK(document.find(option.spelling()) != document.npos);
				if (!option.name.empty())
					CHECK(fish.find(" -l " + option.name + " ") != fish.npos);
				else
					CHECK(fish.find(std::string(" -s ") + option.letter) !=
					      fish.npos);
			}
}

TEST_CASE("values are listed where there is a list") {
	cli::Option option;
	option.argument = "PORT|auto";
	CHECK(values_of(option) == std::vector<std::string>{"auto"});
	option.argument = "ntp|ptp";
	CHECK(values_of(option) == std::vector<std::string>{"ntp", "ptp"});
	option.argument = "DUR";
	CHECK(values_of(option).empty());
	CHECK(argument_of(option) == Argument::text);
	option.argument = "FILE";
	CHECK(argument_of(option) == Argument::file);
	option.name = "tlv";
	CHECK_FALSE(values_of(option).empty());
}

TEST_CASE("a table of commands goes between its marks") {
	const std::string marks = "a\n<!-- commands: written by stamp-pages -->\nold\n"
				  "<!-- end of commands -->\nb\n";
	const auto made = with_command_table(marks, command_pages());
	REQUIRE(made);
	CHECK(made->starts_with("a\n<!-- commands"));
	CHECK(made->ends_with("<!-- end of commands -->\nb\n"));
	CHECK(made->find("old") == made->npos);
	CHECK(made->find("| `stamp doctor` |") != made->npos);
	CHECK(with_command_table(*made, command_pages()).value() == *made);
	CHECK_FALSE(with_command_table("a\n", command_pages()));
}
