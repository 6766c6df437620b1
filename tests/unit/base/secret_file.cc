// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/folder.h"

using namespace stamp;
using stamp::test::Folder;

namespace {

const std::string content = "0123456789abcdef0123456789abcdef";

// "path: why | cure", or "" when it was read.
std::string refusal(const std::string &path) {
	const auto secret = read_secret_file(path);
	return secret ? "" : secret.error().text() + " | " + secret.error().cure;
}

std::string refusal_of_directory(const std::string &path) {
	const auto directory = SecretDirectory::open(path);
	return directory ? "" : directory.error().text() + " | " + directory.error().cure;
}

} // namespace

TEST_CASE("a file that only its owner reads is read, octet for octet") {
	const Folder folder;
	for (const mode_t mode : {0400u, 0600u, 0700u}) {
		const auto secret = read_secret_file(folder.file("key", content, mode));
		REQUIRE(secret);
		CHECK(secret->text() == content);
	}
}

TEST_CASE("a file that others can read or write is refused, with the cure") {
	const Folder folder;
	for (const mode_t mode : {0640u, 0620u, 0604u, 0602u, 0644u, 0666u}) {
		const std::string path = folder.file("key", content, mode);
		CHECK(refusal(path) ==
		      path + ": users other than the owner have access to it | chmod 600 " + path);
	}
}

TEST_CASE("a file without a secret is not made one by changing its mode") {
	const auto holds = [](std::string_view text) { return text == content; };
	const Folder folder;
	const auto refused = [&](const std::string &path) {
		const auto secret = read_secret_file(path, holds);
		return secret ? "" : secret.error().text() + " | " + secret.error().cure;
	};
	const std::string shadow = folder.file("shadow", "root:*:19000:0:99999:7:::\n", 0640);
	CHECK(refused(shadow) == shadow + ": holds no key | a file that holds a key");
	const std::string key = folder.file("key", content, 0640);
	CHECK(refused(key) ==
	      key + ": users other than the owner have access to it | chmod 600 " + key);
	const std::string own = folder.file("own", "no secret, but nobody else reads it", 0600);
	CHECK(refused(own).empty()); // what it holds is for the reader to find out
	const std::string log =
		folder.file("log", std::string(max_secret_file_octets + 1, 'x'), 0644);
	CHECK(refused(log).find("is longer than 4096 octets") != std::string::npos);
}

TEST_CASE("what is not a regular file is refused, and nobody waits for it") {
	const Folder folder;
	REQUIRE(mkfifo(folder.path("fifo").c_str(), 0600) == 0);
	CHECK(refusal(folder.path("fifo")).find("is not a regular file") != std::string::npos);
	CHECK(refusal(folder.path()).find("is not a regular file") != std::string::npos);
	CHECK(refusal("/dev/null").find("is not a regular file") != std::string::npos);
}

TEST_CASE("a symbolic link is as good as what it points to") {
	const Folder folder;
	folder.file("good", content);
	folder.file("bad", content, 0644);
	REQUIRE(symlink("good", folder.path("to-good").c_str()) == 0);
	REQUIRE(symlink("bad", folder.path("to-bad").c_str()) == 0);
	CHECK(refusal(folder.path("to-good")).empty());
	CHECK(refusal(folder.path("to-bad")).find("users other than") != std::string::npos);
}

TEST_CASE("a file that is not there, empty, or too long for a key is refused") {
	const Folder folder;
	CHECK(refusal(folder.path("none")) ==
	      folder.path("none") + ": No such file or directory | an existing path");
	CHECK(refusal(folder.file("empty", "")).find(": is empty") != std::string::npos);
	CHECK(refusal(folder.file("most", std::string(max_secret_file_octets, 'x'))).empty());
	CHECK(refusal(folder.file("long", std::string(max_secret_file_octets + 1, 'x')))
		      .find("is longer than 4096 octets") != std::string::npos);
}

TEST_CASE("a file of another user is refused") {
	if (geteuid() != 0) {
		WARN("SKIP: needs root, to give a file away");
		return;
	}
	const Folder folder;
	const std::string path = folder.file("key", content);
	REQUIRE(chown(path.c_str(), 65534, 65534) == 0);
	CHECK(refusal(path) == path + ": must belong to this user or to root | chown 0 " + path);
	REQUIRE(chown(folder.path().c_str(), 65534, 65534) == 0);
	CHECK(refusal_of_directory(folder.path()).find("must belong to") != std::string::npos);
}

TEST_CASE("a directory of secrets: its names, without what editors leave") {
	const Folder folder;
	for (const char *name : {"b", "a", ".hidden", ".a.swp", "a~"})
		folder.file(name, content);
	const auto directory = SecretDirectory::open(folder.path());
	REQUIRE(directory);
	CHECK(directory->names() == std::vector<std::string>{"a", "b"});
	CHECK(directory->path_of("a") == folder.path("a"));
	CHECK(directory->read("a")->text() == content);
	CHECK(directory->read("none").error().code == ENOENT);
	folder.file("b", content, 0640);
	CHECK(directory->read("b").error().what.find("users other than") != std::string::npos);
}

TEST_CASE("a directory in which others may write is refused") {
	const Folder folder;
	for (const mode_t mode : {0720u, 0702u, 01777u}) {
		REQUIRE(chmod(folder.path().c_str(), mode) == 0);
		CHECK(refusal_of_directory(folder.path()) ==
		      folder.path() + ": users other than the owner may write there | chmod 700 " +
			      folder.path());
	}
	REQUIRE(chmod(folder.path().c_str(), 0755) == 0); // the names are no secret
	CHECK(refusal_of_directory(folder.path()).empty());
	CHECK(refusal_of_directory(folder.file("file", content)).find("Not a directory") !=
	      std::string::npos);
	CHECK(refusal_of_directory(folder.path("none")).find("No such file") != std::string::npos);
}
