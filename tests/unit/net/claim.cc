// SPDX-License-Identifier: Apache-2.0
#include "net/claim.h"

#include <cerrno>
#include <csignal>
#include <optional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.h"

using namespace stamp;
using net::Claim;
using net::is_claimed;

namespace {

// Test runs side by side share a namespace.
std::string own_name() {
	return "test/" + std::to_string(getpid());
}

struct Child {
	pid_t pid;
	~Child() {
		kill(pid, SIGKILL);
		waitpid(pid, nullptr, 0);
	}
};

} // namespace

TEST_CASE("a name has one owner at a time") {
	const std::string name = own_name();
	CHECK_FALSE(is_claimed(name));
	{
		const auto first = Claim::claim(name);
		REQUIRE(first);
		CHECK(is_claimed(name));
		const auto second = Claim::claim(name);
		REQUIRE_FALSE(second);
		CHECK(second.error().code == EADDRINUSE);
		CHECK(second.error().what == "claim " + name);
		CHECK(Claim::claim(name + "/other"));
	}
	CHECK_FALSE(is_claimed(name));
	CHECK(Claim::claim(name));
}

TEST_CASE("a name that begins another is another") {
	const auto claim = Claim::claim(own_name() + "/12");
	REQUIRE(claim);
	CHECK_FALSE(is_claimed(own_name() + "/1"));
	CHECK_FALSE(is_claimed(own_name() + "/123"));
}

TEST_CASE("a name that is too long is refused") {
	CHECK(Claim::claim(std::string(100, 'x')));
	CHECK(Claim::claim(std::string(101, 'x')).error().code == ENAMETOOLONG);
	CHECK_FALSE(is_claimed(std::string(101, 'x')));
}

TEST_CASE("a forked process keeps the claim until it is killed") {
	const std::string name = own_name();
	std::optional<Result<Claim>> claim(Claim::claim(name));
	REQUIRE(*claim);
	{
		const Child child{fork()};
		if (child.pid == 0) {
			pause();
			_exit(0);
		}
		REQUIRE(child.pid > 0);
		claim.reset();
		CHECK(is_claimed(name));
		CHECK(Claim::claim(name).error().code == EADDRINUSE);
	}
	CHECK_FALSE(is_claimed(name));
}
