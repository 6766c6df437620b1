// SPDX-License-Identifier: Apache-2.0
// Option, environment, configuration file, default: in this order.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;
using namespace std::chrono_literals;

namespace {

struct Variable {
	Variable(const char *name, const char *value) : name_(name) { setenv(name, value, 1); }
	~Variable() { unsetenv(name_); }
	Variable(const Variable &) = delete;
	Variable &operator=(const Variable &) = delete;

private:
	const char *name_;
};

struct File {
	explicit File(const std::string &text) {
		path = std::filesystem::temp_directory_path() /
		       ("stamp-config-" + std::to_string(getpid()));
		std::ofstream(path) << text;
	}
	~File() { std::filesystem::remove(path); }
	File(const File &) = delete;
	File &operator=(const File &) = delete;

	std::string path;
};

} // namespace

TEST_CASE("a variable stands for its option, and the command line goes before it") {
	const Variable interval("STAMP_INTERVAL", "200ms");
	const Variable port("STAMP_DEST_PORT", "4862");
	const Variable json("STAMP_JSON", "yes");
	CHECK(sender("e h").spec.interval == 200ms);
	CHECK(sender("e h").spec.dest_port == 4862);
	CHECK(sender("e h").json);
	CHECK(sender("e h -i 2").spec.interval == 2s);
	CHECK(reflector("e").json);
}

TEST_CASE("a variable may hold a list") {
	const Variable ports("STAMP_PORT", "862,4862");
	CHECK(reflector("e").spec.ports.size() == 2);
	CHECK(reflector("e -p 5").spec.ports.size() == 1);
}

TEST_CASE("of a list in a configuration file the line is named that is wrong") {
	const File file("[reflector]\nport = 862\nport = 70000\nport = 4862\n");
	CHECK(complaint(parse_reflector(words("e --config " + file.path))) ==
	      file.path + ":3:8: reflector.port: '70000' is not a number from 1 to 65535");
}

TEST_CASE("variables that look like ours and are of no option are known") {
	const Variable slip("STAMP_INTERVALL", "5"), empty("STAMP_COUNTT", "");
	const Variable of_a_sender("STAMP_INTERVAL", "1"), of_a_reflector("STAMP_PORT", "862");
	const Variable of_stats("STAMP_TOP", "5");
	const std::vector<std::string> unknown = {"STAMP_COUNTT", "STAMP_INTERVALL"};
	CHECK(unknown_variables() == unknown);
}

TEST_CASE("a variable that is empty or not of an option is left alone") {
	const Variable empty("STAMP_COUNT", "");
	const Variable unknown("STAMP_FOO", "bar");
	const Variable letter("STAMP__4", "yes");
	const Variable help("STAMP_HELP", "yes");
	CHECK(sender("e h").spec.count == 0);
	CHECK(sender("e h").spec.family == net::Family::any);
}

TEST_CASE("a variable with a bad value is named") {
	const Variable interval("STAMP_INTERVAL", "5x");
	CHECK(sender_complaint("e h").starts_with("STAMP_INTERVAL: '5x' is not a duration"));
	CHECK(sender_complaint("e h -i 1").empty());
	const Variable quiet("STAMP_QUIET", "perhaps");
	CHECK(sender_complaint("e h -i 1") == "STAMP_QUIET: 'perhaps' is neither yes nor no");
}

TEST_CASE("a byte order mark before a configuration file is none of its words") {
	const File file("\xef\xbb\xbf[sender]\ncount = 7\n");
	CHECK(sender("e h --config " + file.path).spec.count == 7);
}

TEST_CASE("a configuration file has a section for each role and comes last") {
	const File file("# of this site\n[sender]\ninterval = 250ms # often\ncount=7\njson = yes\n"
			"[reflector]\nport = 862\nport = 4862\n");
	const std::string with = "--config " + file.path;
	CHECK(sender("e h " + with).spec.interval == 250ms);
	CHECK(sender("e h " + with).spec.count == 7);
	CHECK(sender("e h " + with).json);
	CHECK(sender("e h -c 9 " + with).spec.count == 9);
	CHECK(reflector("e " + with).spec.ports.size() == 2);
	CHECK_FALSE(reflector("e " + with).json);

	const Variable count("STAMP_COUNT", "8");
	CHECK(sender("e h " + with).spec.count == 8);
	const Variable config("STAMP_CONFIG", file.path.c_str());
	CHECK(sender("e h").spec.interval == 250ms);
}

TEST_CASE("a mistake in a configuration file names the file, the line, the column and the key") {
	struct Row {
		const char *text;
		const char *complaint; // behind the name of the file
	};
	const Row rows[] = {
		{"[sender]\nintervall = 1\n", ":2:1: sender.intervall: unknown option | interval"},
		{"[reflector]\ninterval = 1\n", ":2:1: reflector.interval: unknown option"},
		{"[sender]\nhelp = yes\n", ":2:1: sender.help: unknown option"},
		{"[sender]\nconfig = x\n", ":2:1: sender.config: unknown option"},
		{"[sender]\n-4 = yes\n", ":2:1: sender.-4: unknown option"},
		{"\n  interval = 1\n", ":2:3: interval: not under [sender] or [reflector]"},
		{"[other]\nx = 1\n", ":1:1: '[other]' is neither [sender] nor [reflector]"},
		{"# x\n\t[sender\n", ":2:2: '[sender' is neither [sender] nor [reflector]"},
		{"[\n", ":1:1: '[' is neither [sender] nor [reflector]"},
		{"[sender]\ninterval 1\n", ":2:1: 'interval 1' is not NAME = VALUE"},
		{"[sender]\n  = 1 # nothing\n", ":2:3: '= 1' is not NAME = VALUE"},
		{"[sender]\ninterval = -1\n", ":2:12: sender.interval: '-1' is negative"},
		{"[sender]\r\ninterval=-1\r\n", ":2:10: sender.interval: '-1' is negative"},
		{"[sender]\njson =\n", ":2:7: sender.json: '' is neither yes nor no"},
	};
	for (const Row &row : rows) {
		const File file(row.text);
		const std::string complaint = sender_complaint("e h --config " + file.path);
		CAPTURE(row.text, complaint);
		CHECK(complaint.starts_with(file.path + row.complaint));
	}
	CHECK(sender_complaint("e h --config /nonexistent") ==
	      "/nonexistent: No such file or directory");
	CHECK(sender_complaint("e h --config /") == "/: cannot be read");
}
