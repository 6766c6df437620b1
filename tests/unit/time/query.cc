// SPDX-License-Identifier: Apache-2.0
#include "time/query.h"

#include <cerrno>
#include <filesystem>
#include <string>
#include <sys/stat.h>

#include "support/catch.h"
#include "unit/time/fake_service.h"

using namespace stamp;
using namespace std::chrono_literals;
using fakes::Octets;

namespace {

std::vector<Octets> echo(std::span<const std::uint8_t> request) {
	return {Octets{request.begin(), request.end()}};
}

} // namespace

TEST_CASE("a query reaches a service and its answer comes back") {
	const fakes::Directory directory;
	const fakes::Service service{directory.path() + "/service", echo};
	const std::string own = GENERATE(as<std::string>{}, "own", "abstract");
	const std::string places[] = {"/nowhere/at/all", own == "own" ? directory.path() : ""};
	{
		auto query = time::Query::local(directory.path() + "/service", places);
		REQUIRE(query);
		CHECK(directory.files() == (own == "own" ? 2 : 1));
		REQUIRE(query->send(Octets{1, 2, 3}, fakes::in_ms(1000)));
		const auto answer = query->receive(fakes::in_ms(1000));
		REQUIRE(answer);
		CHECK(*answer == Octets{1, 2, 3});
	}
	CHECK(directory.files() == 1);
}

TEST_CASE("the service may write to our end whatever the umask, which stays") {
	const fakes::Directory directory;
	const fakes::Service service{directory.path() + "/service", echo};
	const std::string places[] = {directory.path()};
	for (const mode_t mask : {0u, 022u, 077u, 0777u}) {
		const mode_t before = umask(mask);
		{
			auto query = time::Query::local(directory.path() + "/service", places);
			const mode_t after = umask(before);
			REQUIRE(query);
			CHECK(after == mask);
			for (const auto &file :
			     std::filesystem::directory_iterator(directory.path()))
				if (file.path().filename() != "service")
					CHECK(file.status().permissions() ==
					      std::filesystem::perms{0666});
		}
	}
}

TEST_CASE("a service that is not there is reported at once and leaves no file") {
	const fakes::Directory directory;
	const std::string places[] = {directory.path()};
	const auto query = time::Query::local(directory.path() + "/service", places);
	REQUIRE_FALSE(query);
	CHECK(query.error().code == ENOENT);
	CHECK(directory.files() == 0);
}

TEST_CASE("no place for our end of the conversation is an error") {
	const fakes::Directory directory;
	const fakes::Service service{directory.path() + "/service", echo};
	const std::string places[] = {"/nowhere/at/all"};
	CHECK(time::Query::local(directory.path() + "/service", places).error().code == ENOENT);
	CHECK_FALSE(time::Query::local(directory.path() + "/service", {}));
	const std::string too_long(200, 'x');
	CHECK(time::Query::local(too_long, places).error().code == ENAMETOOLONG);
}

TEST_CASE("a service that keeps silent costs the time until the deadline and no more") {
	const fakes::Directory directory;
	const auto silence = [](std::span<const std::uint8_t>) { return std::vector<Octets>{}; };
	const fakes::Service service{directory.path() + "/service", silence};
	const std::string places[] = {directory.path()};
	auto query = time::Query::local(directory.path() + "/service", places);
	REQUIRE(query);

	const MonoTime before = mono_now();
	const auto answer = query->receive(before + 30ms);
	REQUIRE_FALSE(answer);
	CHECK(answer.error().code == ETIMEDOUT);
	CHECK(mono_now() - before >= 30ms);
	CHECK(mono_now() - before < 1s);
	CHECK(query->receive(before).error().code == ETIMEDOUT);
}
