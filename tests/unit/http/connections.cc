// SPDX-License-Identifier: Apache-2.0
#include "http/connections.h"

#include <array>

#include <sys/socket.h>

#include "base/fd.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

struct Pair {
	Pair() {
		std::array<int, 2> both{-1, -1};
		REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both.data()) == 0);
		ours = Fd(both[0]);
		theirs = Fd(both[1]);
	}
	// The far end reads its end.
	[[nodiscard]] bool is_shut() const {
		char octet = 0;
		return recv(theirs.get(), &octet, 1, 0) == 0;
	}
	Fd ours, theirs;
};

constexpr MonoTime start{1h};

} // namespace

TEST_CASE("a connection without a request is shut down after ten seconds") {
	const Pair pair;
	http::Connections connections;
	connections.opened(pair.ours.get(), start);
	connections.expire(start + 9s);
	CHECK(!pair.is_shut());
	connections.expire(start + 10s);
	CHECK(pair.is_shut());
}

TEST_CASE("a response may take two minutes, and the next request a minute and a half") {
	const Pair slow, idle;
	http::Connections connections;
	connections.opened(slow.ours.get(), start);
	connections.opened(idle.ours.get(), start);
	connections.asked(slow.ours.get(), start + 5s);
	connections.asked(idle.ours.get(), start + 5s);
	connections.answered(idle.ours.get(), start + 6s);
	connections.expire(start + 95s);
	CHECK((!slow.is_shut() && !idle.is_shut()));
	connections.expire(start + 96s);
	CHECK((!slow.is_shut() && idle.is_shut()));
	connections.expire(start + 125s);
	CHECK(slow.is_shut());
}

TEST_CASE("a connection that is closed is left alone") {
	const Pair pair;
	http::Connections connections;
	connections.opened(pair.ours.get(), start);
	connections.closed(pair.ours.get());
	connections.expire_all();
	CHECK(!pair.is_shut());
}
