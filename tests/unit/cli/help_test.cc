// SPDX-License-Identifier: Apache-2.0
// The help against golden files. A change of a text is made with `stamp help X > X.txt`.
#include "cli/help.h"

#include <fstream>
#include <sstream>

#include "cli/command.h"
#include "cli/command_options.h"
#include "support/catch.h"
#include "tests/unit/cli/paths.h"

using namespace stamp::cli;

namespace {

std::string contents(const std::string &path) {
	std::ifstream file(std::string(STAMP_SOURCE_ROOT "/") + path);
	std::ostringstream text;
	text << file.rdbuf();
	return text.str();
}

} // namespace

TEST_CASE("the help texts are the golden ones") {
	CHECK(overview() == contents("tests/data/help/stamp.txt"));
	for (const Command &command : commands()) {
		CAPTURE(command.name);
		if (command.name != "help")
			CHECK(command.help() ==
			      contents("tests/data/help/" + std::string(command.name) + ".txt"));
	}
}

TEST_CASE("the help fits a terminal of 80 columns") {
	for (const Command &command : commands()) {
		std::istringstream lines(command.help());
		for (std::string line; std::getline(lines, line);) {
			CAPTURE(line);
			CHECK(line.size() <= 80);
			CHECK((line.empty() || line.back() != ' '));
		}
	}
}

TEST_CASE("the help shows the defaults that hold") {
	SenderOptions options;
	options.spec.interval = std::chrono::milliseconds{20};
	const std::string text = help_text(Page{}, sender_table(options));
	CHECK(text.find("time between packets to one target (default 20ms)") != std::string::npos);
}

TEST_CASE("text is broken between words, and a long word is left whole") {
	CHECK(wrapped("one two", 4) == "one two\n");
	const std::string a50(50, 'a'), a90(90, 'a'), b29(29, 'b'), b30(30, 'b');
	const auto joined = [](const std::string &left, const char *between,
			       const std::string &right) {
		std::string text = left;
		text.append(between).append(right);
		return text;
	};
	CHECK(wrapped(joined(a50, " ", b29), 0) == joined(a50, " ", b29) + "\n");
	CHECK(wrapped(joined(a50, " ", b30), 2) == joined(a50, "\n  ", b30) + "\n");
	CHECK(wrapped(joined(a90, " ", "b"), 0) == joined(a90, "\n", "b\n"));
	CHECK(wrapped("", 0) == "\n");
}
