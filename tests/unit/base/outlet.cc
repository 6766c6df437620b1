// SPDX-License-Identifier: Apache-2.0
#include "base/outlet.h"

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "support/catch.h"
#include "support/folder.h"
#include "unit/base/in_child.h"

using namespace stamp;

namespace {

struct Ends {
	Fd reader, writer;
};

Ends pipe_ends(int flags = 0) {
	std::array<int, 2> ends{};
	REQUIRE(pipe2(ends.data(), flags) == 0);
	return {Fd(ends[0]), Fd(ends[1])};
}

Ends socket_ends() {
	std::array<int, 2> ends{};
	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
	return {Fd(ends[0]), Fd(ends[1])};
}

// What the outlet gives until nothing waits.
std::string read_all(Outlet &outlet, const Fd &reader) {
	std::string all;
	std::array<char, 65536> piece{};
	REQUIRE(fcntl(reader.get(), F_SETFL, O_NONBLOCK) == 0);
	for (bool more = true; more;) {
		more = outlet.waiting() != 0;
		for (ssize_t n = 0; (n = read(reader.get(), piece.data(), piece.size())) > 0;)
			all.append(piece.data(), static_cast<std::size_t>(n));
		outlet.push();
	}
	return all;
}

std::string content_of(const test::Folder &folder, const char *name) {
	std::ifstream file(folder.path(name));
	return {std::istreambuf_iterator<char>(file), {}};
}

std::string numbered(int from, int to) {
	std::string text;
	for (int i = from; i < to; i++)
		text += "line " + std::to_string(i) + "\n";
	return text;
}

} // namespace

TEST_CASE("a reader that stalls is not waited for, and gets every line") {
	for (const int kind : {0, 1, 2}) {
		const Ends ends = kind == 2 ? socket_ends() : pipe_ends(kind == 1 ? O_NONBLOCK : 0);
		Outlet outlet(ends.writer.get());
		for (int i = 0; i < 100'000; i++)
			CHECK(outlet.write(numbered(i, i + 1)));
		CHECK(outlet.waiting() != 0);
		CHECK(outlet.error() == 0);
		CHECK(read_all(outlet, ends.reader) == numbered(0, 100'000));
		CHECK(outlet.waiting() == 0);
		CHECK(outlet.refused() == 0);
	}
}

TEST_CASE("the pipe itself stays as it was, for others have it, too") {
	const Ends ends = pipe_ends();
	const int before = fcntl(ends.writer.get(), F_GETFL);
	Outlet outlet(ends.writer.get());
	outlet.write("x\n");
	CHECK(fcntl(ends.writer.get(), F_GETFL) == before);
}

TEST_CASE("whole lines are refused beyond the bound, and a summary has room of its own") {
	const Ends ends = pipe_ends();
	Outlet outlet(ends.writer.get(), 1000);
	const std::string filling(std::size_t{1} << 16, 'f');
	REQUIRE(fcntl(ends.writer.get(), F_SETFL, O_NONBLOCK) == 0);
	REQUIRE(write(ends.writer.get(), filling.data(), filling.size()) > 0);
	while (outlet.write("0123456789\n")) {
	}
	CHECK(outlet.waiting() <= 1000);
	CHECK_FALSE(outlet.write("two longer\nlines\n"));
	CHECK(outlet.refused() == 3);
	CHECK(outlet.write_surely("the summary\n"));
	const std::string all = read_all(outlet, ends.reader);
	CHECK(all.ends_with("0123456789\nthe summary\n"));
	CHECK(all.find("two") == std::string::npos);
}

TEST_CASE("a reader that has gone away is an error for good, and nothing is refused") {
	std::signal(SIGPIPE, SIG_IGN);
	Ends ends = pipe_ends();
	Outlet outlet(ends.writer.get());
	{ const Fd closed(std::move(ends.reader)); }
	CHECK(outlet.write("x\n"));
	CHECK(outlet.is_gone());
	outlet.try_again();
	CHECK(outlet.is_gone());
	CHECK(outlet.write("y\n"));
	CHECK(outlet.waiting() == 0);
	CHECK(outlet.refused() == 0);
}

TEST_CASE("a full device keeps what waits") {
	Outlet outlet(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	CHECK(outlet.write("x\n"));
	CHECK(outlet.error() == ENOSPC);
	CHECK(outlet.write("y\n"));
	outlet.try_again();
	CHECK(outlet.error() == ENOSPC);
	CHECK(outlet.waiting() == 4);

	test::Folder folder;
	outlet.replace(Fd(open(folder.path("file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)));
	CHECK(outlet.error() == 0);
	CHECK(outlet.waiting() == 0);
	CHECK(content_of(folder, "file") == "x\ny\n");
}

TEST_CASE("a file at its limit of size is an error, and goes on in another one from a whole line") {
	test::Folder folder;
	const auto create = [&](const char *name) {
		return Fd(open(folder.path(name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	};
	CHECK(test::in_child([&] {
		      std::signal(SIGXFSZ, SIG_IGN);
		      const rlimit limit{10, 10};
		      CHILD_CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
		      Outlet outlet(create("full"));
		      CHILD_CHECK(outlet.write("1234567\n"));
		      CHILD_CHECK(outlet.write("half of it\nwhole\n"));
		      outlet.push();
		      CHILD_CHECK(outlet.error() == EFBIG);
		      outlet.replace(create("next"));
		      CHILD_CHECK(outlet.error() == 0 && outlet.refused() == 1);
	      }) == test::child_passed);
	CHECK(content_of(folder, "full") == "1234567\nha");
	CHECK(content_of(folder, "next") == "whole\n");
}

TEST_CASE("draining gives a reader a moment, and no more") {
	const Ends ends = pipe_ends();
	Outlet outlet(ends.writer.get());
	std::string line(std::size_t{1} << 18, 'x');
	line.back() = '\n';
	outlet.write(line);
	CHECK_FALSE(drain(outlet, 10));
	CHECK(outlet.waiting() != 0);
	read_all(outlet, ends.reader);
	CHECK(drain(outlet, 10));
}
