// SPDX-License-Identifier: Apache-2.0
// Many packets in one call, and none with a destination of its own.
#include <array>
#include <vector>

#include <sys/socket.h>

#include "net/udp_socket.h"
#include "support/catch.h"
#include "unit/net/loopback.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using test::addr;
using test::becomes;
using test::loopbacks;
using test::open_on;
using test::payload;

TEST_CASE("many packets in one call, in two pieces each") {
	for (const char *local : loopbacks()) {
		auto sender = open_on(local);
		const auto receiver = open_on(local, true), other = open_on(local, true);
		REQUIRE(sender);
		REQUIRE(receiver);
		REQUIRE(other);
		const net::SocketAddress first = receiver->local().to_socket(),
					 second = other->local().to_socket();
		const std::array heads{std::byte{1}, std::byte{2}, std::byte{3}};
		const auto head = [&](std::size_t i) { return std::span(heads).subspan(i, 1); };
		const auto sent = sender->send(std::array{net::Datagram{&first, head(0), payload},
							  net::Datagram{&second, head(1), {}},
							  net::Datagram{&first, head(2), payload}});
		REQUIRE(sent);
		CHECK(*sent == 3);
		std::array<std::byte, 100> buffer{};
		for (const std::byte expected : {std::byte{1}, std::byte{3}}) {
			REQUIRE(becomes(POLLIN, *receiver));
			CHECK(recv(receiver->fd(), buffer.data(), buffer.size(), 0) == 45);
			CHECK(buffer[0] == expected);
			CHECK(buffer[44] == std::byte{0x5a});
		}
		REQUIRE(becomes(POLLIN, *other));
		CHECK(recv(other->fd(), buffer.data(), buffer.size(), 0) == 1);
	}
}

TEST_CASE("a connected socket sends without a destination, and tells it with an error") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::ip("link set lo mtu 1500 up");
		auto sender = open_on("127.0.0.1");
		const auto receiver = open_on("127.0.0.1", true);
		CHILD_CHECK(sender && receiver);
		CHILD_CHECK(sender->connect(receiver->local()));
		CHILD_CHECK(*sender->send(std::array{net::Datagram{nullptr, payload, {}}}) == 1);
		CHILD_CHECK(becomes(POLLIN, *receiver));
		const std::vector<std::byte> long_one(1500);
		const auto refused = sender->send(std::array{net::Datagram{nullptr, long_one, {}}});
		CHILD_CHECK(!refused);
		CHILD_CHECK(refused.error().what == "send to " + receiver->local().text());
		auto lost = open_on("127.0.0.1");
		const auto nowhere = lost->connect({addr("203.0.113.7"), 862});
		CHILD_CHECK(!nowhere);
		CHILD_CHECK(nowhere.error().what == "connect to 203.0.113.7:862");
	});
	CHECK(test::passed_or_skipped(status));
}
