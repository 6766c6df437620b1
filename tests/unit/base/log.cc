// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <array>
#include <string>

#include <spdlog/spdlog.h>

#include "base/fd.h"
#include "support/catch.h"
#include "unit/base/in_child.h"

using namespace stamp;

namespace {

// What a child that logs at every level writes to stderr.
std::string log_of(LogLevel level) {
	std::array<int, 2> ends{};
	REQUIRE(pipe(ends.data()) == 0);
	const Fd reader(ends[0]);
	{
		const Fd writer(ends[1]);
		const int status = test::in_child([&] {
			CHILD_CHECK(dup2(writer.get(), STDERR_FILENO) == STDERR_FILENO);
			set_up_log(level);
			spdlog::error("e");
			spdlog::warn("w");
			spdlog::info("i");
			spdlog::debug("d");
			spdlog::trace("t");
		});
		REQUIRE(status == test::child_passed);
	}
	std::array<char, 256> text{};
	const ssize_t size = read(reader.get(), text.data(), text.size());
	REQUIRE(size >= 0);
	return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace

TEST_CASE("the log goes to stderr, as much as was asked for") {
	CHECK(log_of(LogLevel::quiet) == "stamp: e\nstamp: w\n");
	CHECK(log_of(LogLevel::normal) == "stamp: e\nstamp: w\nstamp: i\n");
	CHECK(log_of(LogLevel::verbose) == "stamp: e\nstamp: w\nstamp: i\nstamp: d\n");
	CHECK(log_of(LogLevel::debug) == "stamp: e\nstamp: w\nstamp: i\nstamp: d\nstamp: t\n");
}

TEST_CASE("a closed stderr stops nothing") {
	CHECK(test::in_child([] {
		      close(STDERR_FILENO);
		      set_up_log(LogLevel::normal);
		      spdlog::error("nobody reads this");
	      }) == test::child_passed);
}
