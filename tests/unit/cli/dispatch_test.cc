// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include <unistd.h>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp::cli;

namespace {

// Sends one of our own streams to a file while it lives.
class Captured {
public:
	explicit Captured(FILE *stream) : stream_(stream), file_(std::tmpfile(), std::fclose) {
		std::fflush(stream_);
		saved_ = dup(fileno(stream_));
		dup2(fileno(file_.get()), fileno(stream_));
	}
	~Captured() {
		std::fflush(stream_);
		dup2(saved_, fileno(stream_));
		close(saved_);
	}
	Captured(const Captured &) = delete;
	Captured &operator=(const Captured &) = delete;

	std::string text() {
		std::fflush(stream_);
		std::rewind(file_.get());
		std::string out;
		for (int c; (c = std::fgetc(file_.get())) != EOF;)
			out += static_cast<char>(c);
		return out;
	}

private:
	FILE *stream_;
	std::unique_ptr<FILE, int (*)(FILE *)> file_;
	int saved_ = -1;
};

struct Outcome {
	int code;
	std::string out, err;
};

Outcome run_stamp(const std::string &line) {
	Captured out(stdout);
	Captured err(stderr);
	const int code = dispatch(test::words(line));
	return {code, out.text(), err.text()};
}

} // namespace

TEST_CASE("help is found wherever people look for it") {
	const std::string general = overview();
	for (const char *line : {"help", "-h", "--help", "help help", "help -h", "help --help"}) {
		CAPTURE(line);
		const Outcome outcome = run_stamp(line);
		CHECK(outcome.code == exit_ok);
		CHECK(outcome.out == general);
		CHECK(outcome.err.empty());
	}
	for (const char *line : {"help sender", "sender --help", "sender -h", "--help sender"}) {
		CAPTURE(line);
		const Outcome outcome = run_stamp(line);
		CHECK(outcome.code == exit_ok);
		CHECK(outcome.out.starts_with("usage: stamp sender IFACE HOST"));
	}
}

TEST_CASE("no command at all is reported on stderr and is not success") {
	const Outcome outcome = run_stamp("");
	CHECK(outcome.code == exit_usage);
	CHECK(outcome.out.empty());
	CHECK(outcome.err == overview());
}

TEST_CASE("what is not understood is two lines on stderr and exit code 2") {
	struct Row {
		const char *line;
		const char *err;
	};
	const Row rows[] = {
		{"sendr", "stamp: sendr: unknown command\ntry: stamp sender\n"},
		{"quux", "stamp: quux: unknown command\ntry: stamp help\n"},
		{"--bogus", "stamp: --bogus: unknown option; give a command first\n"
			    "try: stamp help\n"},
		{"help quux", "stamp: quux: unknown command\ntry: stamp help\n"},
		{"help sender x", "stamp: help: takes the name of one command\ntry: stamp help\n"},
		{"sender e h --cuont 5", "stamp: --cuont: unknown option\ntry: --count\n"},
		{"sender e h --quux", "stamp: --quux: unknown option\ntry: stamp help sender\n"},
		{"reflector", "stamp: reflector: IFACE is missing\ntry: stamp help reflector\n"},
		{"version x",
		 "stamp: version: takes no argument like 'x'\ntry: stamp help version\n"},
	};
	for (const Row &row : rows) {
		const Outcome outcome = run_stamp(row.line);
		CHECK(outcome.code == exit_usage);
		CHECK(outcome.out.empty());
		CHECK(outcome.err == row.err);
	}
}
