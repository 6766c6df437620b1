// SPDX-License-Identifier: Apache-2.0
#include "base/trusted_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/folder.h"

using namespace stamp;
using stamp::test::Folder; // stands for a bpffs: directories are the same there

namespace {

bool is_there(const std::string &path) {
	struct stat state {};
	return lstat(path.c_str(), &state) == 0;
}

TrustedDir top_of(const Folder &folder) {
	auto top = TrustedDir::top(folder.path());
	REQUIRE(top);
	return std::move(top).value();
}

} // namespace

TEST_CASE("a trusted directory is made for its owner alone, and entered again") {
	const Folder folder;
	const TrustedDir top = top_of(folder);
	const auto made = top.make("stamp");
	REQUIRE(made);
	struct stat state {};
	REQUIRE(stat(folder.path("stamp").c_str(), &state) == 0);
	CHECK((state.st_mode & 07777) == 0700);
	CHECK(top.make("stamp"));
	CHECK(made->path() == folder.path("stamp"));
	CHECK(top.entries().value() == std::vector<std::string>{"stamp"});
	CHECK(top.enter("nothing").error().code == ENOENT);
}

TEST_CASE("a directory that others may write to is refused, and not used") {
	const Folder folder;
	const TrustedDir top = top_of(folder);
	for (const mode_t mode : {0720, 0702, 01777, 0770}) {
		mkdir(folder.path("stamp").c_str(), 0700);
		chmod(folder.path("stamp").c_str(), mode);
		for (const auto &entered : {top.enter("stamp"), top.make("stamp")}) {
			REQUIRE_FALSE(entered);
			CHECK(entered.error().code == 0);
			CHECK(entered.error().what.find("writable for users other") !=
			      std::string::npos);
			CHECK_FALSE(entered.error().cure.empty());
		}
	}
	chmod(folder.path("stamp").c_str(), 0755);
	CHECK(top.enter("stamp"));
}

TEST_CASE("a directory of another user is refused, whatever its mode") {
	if (geteuid() != 0) {
		WARN("SKIP: needs root, to give a directory away");
		return;
	}
	const Folder folder;
	mkdir(folder.path("stamp").c_str(), 0700);
	REQUIRE(chown(folder.path("stamp").c_str(), 65534, 65534) == 0);
	const auto entered = top_of(folder).enter("stamp");
	REQUIRE_FALSE(entered);
	CHECK(entered.error().what.find("belongs to user 65534") != std::string::npos);
}

TEST_CASE("no symbolic link is followed, to a directory or to nothing") {
	const Folder folder, elsewhere;
	const std::string file = elsewhere.file("precious", "");
	REQUIRE(symlink(elsewhere.path().c_str(), folder.path("link").c_str()) == 0);
	const TrustedDir top = top_of(folder);
	for (const auto &entered : {top.enter("link"), top.make("link")}) {
		REQUIRE_FALSE(entered);
		CHECK(entered.error().what.find("is not a directory") != std::string::npos);
	}
	CHECK(top.remove("link"));
	CHECK_FALSE(is_there(folder.path("link")));
	CHECK(is_there(file));
}

TEST_CASE("what a descriptor holds stays the same when names above it change") {
	const Folder folder;
	const TrustedDir top = top_of(folder);
	const auto held = top.make("stamp");
	REQUIRE(held);
	REQUIRE(held->make("eth0"));
	REQUIRE(rename(folder.path("stamp").c_str(), folder.path("away").c_str()) == 0);
	REQUIRE(top.make("stamp"));
	CHECK(held->has("eth0"));
	CHECK(held->remove_directory("eth0"));
	CHECK_FALSE(is_there(folder.path("away/eth0")));
	CHECK(held->remove("eth0")); // does no harm
}

TEST_CASE("two directories change names, and none is renamed over another") {
	const Folder folder;
	const TrustedDir top = top_of(folder);
	const auto old = top.make("old"), next = top.make("next");
	REQUIRE(old);
	REQUIRE(next);
	REQUIRE(old->make("a"));
	CHECK(top.exchange("next", "old"));
	CHECK(top.enter("next")->has("a"));
	CHECK(top.rename("next", top, "old").error().code == EEXIST);
	CHECK(top.rename("next", top, "other"));
	CHECK(top.entries().value() == std::vector<std::string>{"old", "other"});
}
