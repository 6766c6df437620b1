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

// What a child that talks at every level writes to stderr.
std::string talk_of(Talk talk) {
	std::array<int, 2> ends{};
	REQUIRE(pipe(ends.data()) == 0);
	const Fd reader(ends[0]);
	{
		const Fd writer(ends[1]);
		const int status = test::in_child([&] {
			CHILD_CHECK(dup2(writer.get(), STDERR_FILENO) == STDERR_FILENO);
			set_up_log(talk);
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

TEST_CASE("talk goes to stderr, as much as was asked for") {
	CHECK(talk_of(Talk::quiet) == "stamp: e\nstamp: w\n");
	CHECK(talk_of(Talk::normal) == "stamp: e\nstamp: w\nstamp: i\n");
	CHECK(talk_of(Talk::verbose) == "stamp: e\nstamp: w\nstamp: i\nstamp: d\n");
	CHECK(talk_of(Talk::debug) == "stamp: e\nstamp: w\nstamp: i\nstamp: d\nstamp: t\n");
}

TEST_CASE("a closed stderr stops nothing") {
	CHECK(test::in_child([] {
		      close(STDERR_FILENO);
		      set_up_log(Talk::normal);
		      spdlog::error("nobody reads this");
	      }) == test::child_passed);
}
