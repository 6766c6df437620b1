// SPDX-License-Identifier: Apache-2.0
#include "session/keys.h"

#include <cstring>

#include "support/catch.h"
#include "support/folder.h"

using namespace stamp;
using namespace stamp::session;
using stamp::test::Folder;

namespace {

const std::string one(32, '1'), two(32, '2');

std::string refusal(const KeySource &source) {
	const auto ring = read_keys(source);
	return ring ? "" : ring.error().text();
}

std::vector<std::uint32_t> ssids(const KeyRing &ring) {
	std::vector<std::uint32_t> all;
	for (const auto &entry : ring.entries())
		all.push_back(entry.ssid);
	return all;
}

using Ssids = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("the keys of one file are for every SSID") {
	const Folder folder;
	const auto ring = read_keys({folder.file("key", one + "\n" + two), {}});
	REQUIRE(ring);
	CHECK(ssids(*ring) == Ssids{STAMP_ANY_SSID});
	CHECK(ring->entries().front().keys.count == 2);
}

TEST_CASE("a directory has a file per SSID, by number, and one for all others") {
	const Folder folder;
	folder.file("5", one);
	folder.file("0x1A2b", two + "\n" + one);
	folder.file("0", one);
	folder.file("65535", one);
	folder.file("default", two);
	folder.file("5~", "whatever");
	folder.file(".swp", "whatever");
	const auto ring = read_keys({{}, folder.path()});
	REQUIRE(ring);
	CHECK(ssids(*ring) == Ssids{0, 5, 0x1a2b, 65535, STAMP_ANY_SSID});
	CHECK(ring->entries()[1].keys.count == 1);
	CHECK(ring->entries()[2].keys.count == 2);
}

TEST_CASE("a file is the default next to a directory, unless that has its own") {
	const Folder folder, elsewhere;
	const std::string file = elsewhere.file("key", one);
	folder.file("5", two);
	const auto ring = read_keys({file, folder.path()});
	REQUIRE(ring);
	CHECK(ssids(*ring) == Ssids{5, STAMP_ANY_SSID});
	folder.file("default", two);
	CHECK(refusal({file, folder.path()}) ==
	      folder.path("default") + ": conflicts with the given default file");
}

TEST_CASE("a directory that cannot be meant is refused") {
	for (const char *name : {"65536", "-1", "0x", "0x10000", "5.key", "Default", "five", " 5",
				 "+5", "0x+5", "5e0"}) {
		const Folder folder;
		folder.file("7", one);
		CHECK(refusal({{}, folder.path()}).empty());
		const std::string path = folder.file(name, one);
		CHECK(refusal({{}, folder.path()}) ==
		      path + ": its name is not an SSID (0 to 65535)");
	}
	const Folder folder;
	CHECK(refusal({{}, folder.path()}) == folder.path("") + ": has no key files");
	folder.file("5", one);
	folder.file("0x5", one);
	CHECK(refusal({{}, folder.path()}) == folder.path("5") + ": is for the same SSID as 0x5");
}

TEST_CASE("one bad file among good ones is refused by its name") {
	const Folder folder;
	folder.file("5", one);
	const std::string bad = folder.file("6", "xyzzy");
	CHECK(refusal({{}, folder.path()}).starts_with(bad + ": line 1: neither hex"));
	folder.file("6", one, 0644);
	CHECK(refusal({{}, folder.path()}).starts_with(bad + ": users other than the owner"));
	folder.file("6", one);
	std::filesystem::create_directory(folder.path("7"));
	CHECK(refusal({{}, folder.path()}) == folder.path("7") + ": is not a regular file");
}

TEST_CASE("a sender has one key") {
	const Folder folder;
	const auto ring = read_only_key(folder.file("key", one));
	REQUIRE(ring);
	CHECK(ssids(*ring) == Ssids{STAMP_ANY_SSID});
	const std::string both = folder.file("both", one + "\n" + two);
	CHECK(read_only_key(both).error().text() ==
	      both + ": has several keys, but a sender uses one");
}
