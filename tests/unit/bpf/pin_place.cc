// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin_place.h"

#include <unistd.h>

#include "support/catch.h"
#include "support/folder.h"

using namespace stamp;
using namespace stamp::bpf;
using stamp::test::Folder; // stands for a bpffs: flock(2) and directories are the same there

namespace {

bool is_there(const std::string &path) {
	return access(path.c_str(), F_OK) == 0;
}

} // namespace

TEST_CASE("a bpffs takes no dot, and an interface's name has no colon") {
	CHECK(pin_name("eth0") == "eth0");
	CHECK(pin_name("eth0.100") == "eth0:100");
	for (const std::string name : {"eth0", "eth0.100", "a.b.c", ".", "x..y"}) {
		CHECK(pin_name(name).find('.') == std::string::npos);
		CHECK(iface_of(pin_name(name)) == name);
	}
}

TEST_CASE("the directory of a network namespace cannot be that of an interface") {
	constexpr std::size_t longest_iface = 15;
	CHECK(std::string("network-namespace-").size() > longest_iface);
}

TEST_CASE("a directory is removed with what lies in it") {
	const Folder folder;
	const std::string file = folder.file("about", "");

	CHECK(entries(folder.path()) == std::vector<std::string>{"about"});
	remove_directory(folder.path());
	CHECK_FALSE(is_there(file));
	CHECK_FALSE(is_there(folder.path()));
	remove_directory(folder.path()); // does no harm
	CHECK(entries(folder.path()).empty());
}

TEST_CASE("a lock is seen, keeps others out, and goes with its descriptor") {
	const Folder folder;
	CHECK_FALSE(is_locked(folder.path()));
	{
		const auto held = lock(folder.path(), false);
		REQUIRE(held);
		CHECK(is_locked(folder.path()));
		const auto second = lock(folder.path(), false);
		REQUIRE_FALSE(second);
		CHECK(second.error().code == EWOULDBLOCK);
	}
	CHECK_FALSE(is_locked(folder.path()));
	CHECK_FALSE(is_locked(folder.path() + "/nothing"));
}
