// SPDX-License-Identifier: Apache-2.0
#include "net/udp_socket.h"

#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>

#include "support/catch.h"
#include "unit/net/loopback.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::Address;
using net::local_address_for;
using net::UdpOptions;
using net::UdpSocket;
using test::addr;
using test::becomes;
using test::loopbacks;
using test::open_on;
using test::payload;

namespace {

// true: it was taken.
Result<bool> send_to(UdpSocket &socket, const Address &to, std::uint16_t port,
		     std::span<const std::byte> octets) {
	const net::SocketAddress far = net::Endpoint{to, port}.to_socket();
	const auto taken = socket.send(std::array{net::Datagram{&far, octets, {}}});
	if (!taken)
		return taken.error();
	return *taken == 1;
}

int option(const UdpSocket &socket, int level, int name) {
	int value = -1;
	socklen_t size = sizeof(value);
	CHECK(getsockopt(socket.fd(), level, name, &value, &size) == 0);
	return value;
}

// A port of lo that was just free.
std::uint16_t free_port(const char *local) {
	const auto socket = open_on(local);
	REQUIRE(socket);
	return socket->local().port;
}

} // namespace

TEST_CASE("a socket knows its cookie and port") {
	for (const char *local : loopbacks()) {
		const auto first = open_on(local), second = open_on(local);
		REQUIRE(first);
		REQUIRE(second);
		CHECK(first->cookie() != 0);
		CHECK(first->cookie() != second->cookie());
		CHECK(first->local().port != 0);
		CHECK(first->local().address == addr(local));
		CHECK((fcntl(first->fd(), F_GETFL) & O_NONBLOCK) != 0);
		CHECK((fcntl(first->fd(), F_GETFD) & FD_CLOEXEC) != 0);
	}
}

TEST_CASE("a socket is set as it was asked for") {
	UdpOptions options;
	options.local = Address::any_v4();
	options.ttl = 64;
	options.tos = 46 << 2 | 1;
	const auto v4 = UdpSocket::open(options);
	REQUIRE(v4);
	CHECK(option(*v4, SOL_IP, IP_TTL) == 64);
	CHECK(option(*v4, SOL_IP, IP_TOS) == (46 << 2 | 1));
	CHECK(option(*v4, SOL_IP, IP_MTU_DISCOVER) == IP_PMTUDISC_PROBE);
	CHECK(option(*v4, SOL_IP, IP_RECVERR) == 1);

	options.local = Address();
	const auto v6 = UdpSocket::open(options);
	if (!v6) {
		WARN("SKIP: no IPv6 here: " << v6.error().text());
		return;
	}
	CHECK(option(*v6, SOL_IPV6, IPV6_V6ONLY) == 1);
	CHECK(option(*v6, SOL_IPV6, IPV6_UNICAST_HOPS) == 64);
	CHECK(option(*v6, SOL_IPV6, IPV6_TCLASS) == (46 << 2 | 1));
	CHECK(option(*v6, SOL_IPV6, IPV6_MTU_DISCOVER) == IPV6_PMTUDISC_PROBE);
	CHECK(option(*v6, SOL_IPV6, IPV6_RECVERR) == 1);
}

TEST_CASE("what cannot be bound is named") {
	UdpOptions options;
	options.local = addr("127.0.0.1");
	const auto holder = UdpSocket::open(options);
	REQUIRE(holder);
	options.port = holder->local().port;
	const auto taken = UdpSocket::open(options);
	REQUIRE_FALSE(taken);
	CHECK(taken.error().code == EADDRINUSE);
	CHECK(taken.error().what == "bind " + holder->local().text());

	options.port = 0;
	for (const std::string name : {"nosuchif0", "a-name-longer-than-fifteen"}) {
		options.bind_device = name;
		const auto lost = UdpSocket::open(options);
		REQUIRE_FALSE(lost);
		CHECK(lost.error().code == ENODEV);
		CHECK(lost.error().what == "bind to interface " + name);
	}
	// A namespace that never had an address takes any for its own.
	if (!loopbacks().empty())
		CHECK(open_on("203.0.113.7").error().code == EADDRNOTAVAIL);
}

TEST_CASE("a packet arrives where it was sent to") {
	for (const char *local : loopbacks()) {
		auto sender = open_on(local);
		const auto receiver = open_on(local, true);
		REQUIRE(sender);
		REQUIRE(receiver);
		const auto sent = send_to(*sender, addr(local), receiver->local().port, payload);
		REQUIRE(sent);
		CHECK(*sent);
		REQUIRE(becomes(POLLIN, *receiver));
		std::array<std::byte, 100> buffer{};
		CHECK(recv(receiver->fd(), buffer.data(), buffer.size(), 0) == 44);
		CHECK_FALSE(sender->next_icmp_error());
	}
}

TEST_CASE("a socket that does not receive stays empty") {
	for (const char *local : loopbacks()) {
		auto sender = open_on(local);
		const auto deaf = open_on(local);
		REQUIRE(send_to(*sender, addr(local), deaf->local().port, payload));
		std::array<std::byte, 100> buffer{};
		CHECK(recv(deaf->fd(), buffer.data(), buffer.size(), 0) < 0);
		CHECK(errno == EAGAIN);
	}
}

TEST_CASE("an ICMP error is reported, and costs no packet") {
	for (const char *local : loopbacks()) {
		const std::uint16_t closed = free_port(local);
		auto sender = open_on(local);
		REQUIRE(sender);
		for (int i = 0; i < 3; i++) {
			const auto sent = send_to(*sender, addr(local), closed, payload);
			REQUIRE(sent);
			CHECK(*sent);
		}
		REQUIRE(becomes(POLLERR, *sender));
		for (int i = 0; i < 3; i++) {
			const auto error = sender->next_icmp_error();
			REQUIRE(error);
			CHECK(error->text == "port unreachable");
			CHECK(error->code == ECONNREFUSED);
			CHECK(error->from == addr(local));
			CHECK(error->target == net::Endpoint{addr(local), closed});
		}
		CHECK_FALSE(sender->next_icmp_error());
	}
}

TEST_CASE("after an ICMP error the next packet still arrives") {
	for (const char *local : loopbacks()) {
		const std::uint16_t closed = free_port(local);
		auto sender = open_on(local);
		const auto receiver = open_on(local, true);
		REQUIRE(send_to(*sender, addr(local), closed, payload));
		REQUIRE(becomes(POLLERR, *sender));
		CHECK(*send_to(*sender, addr(local), receiver->local().port, payload));
		CHECK(becomes(POLLIN, *receiver));
	}
}

TEST_CASE("a packet that is too long is refused, with the MTU") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::ip("link set lo mtu 1500 up");
		for (const char *local : {"127.0.0.1", "::1"}) {
			auto sender = open_on(local);
			CHILD_CHECK(sender);
			const std::size_t headers = sender->local().address.is_v4() ? 28 : 48;
			const std::vector<std::byte> fits(1500 - headers), too_long(1501 - headers);
			CHILD_CHECK(send_to(*sender, addr(local), 9, fits));
			const auto sent = send_to(*sender, addr(local), 9, too_long);
			CHILD_CHECK(!sent);
			CHILD_CHECK(sent.error().code == EMSGSIZE);
			bool reported = false;
			while (const auto error = sender->next_icmp_error())
				reported |= error->text == "longer than the path takes, MTU 1500" &&
					    !error->from;
			CHILD_CHECK(reported);
		}
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("a packet that cannot leave says why") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::ip("link set lo up");
		UdpOptions options;
		options.local = Address::any_v4();
		auto sender = UdpSocket::open(options);
		CHILD_CHECK(sender);
		const auto sent = send_to(*sender, addr("203.0.113.7"), 862, payload);
		CHILD_CHECK(!sent);
		CHILD_CHECK(sent.error().text() ==
			    "send to 203.0.113.7:862: Network is unreachable");
		CHILD_CHECK(send_to(*sender, addr("127.255.255.255"), 862, payload).error().code ==
			    EACCES);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("the source address is the route's, or the interface's") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		test::ip("link set lo up");
		test::ip("link set s9a up");
		test::ip("link set s9b up");
		test::ip("addr add 192.0.2.1/24 dev s9a");
		test::ip("addr add 198.51.100.1/24 dev s9b");
		test::ip("addr add 2001:db8::1/64 dev s9a nodad");
		test::ip("route add default dev s9b");
		test::ip("route add default dev s9a metric 9");
		const auto source = [](const char *target, const char *iface) {
			const auto found = local_address_for(addr(target), iface);
			return found ? found->text() : found.error().text();
		};
		CHILD_CHECK(source("192.0.2.2", "") == "192.0.2.1");
		CHILD_CHECK(source("203.0.113.7", "") == "198.51.100.1");
		CHILD_CHECK(source("203.0.113.7", "s9a") == "192.0.2.1");
		CHILD_CHECK(source("2001:db8::2", "s9a") == "2001:db8::1");
		CHILD_CHECK(
			source("2001:db8:9::1", "s9a") ==
			"find a source address for 2001:db8:9::1 on s9a: Network is unreachable");
		CHILD_CHECK(source("192.0.2.2", "nosuchif0") ==
			    "find a source address for 192.0.2.2 on nosuchif0: bind to interface "
			    "nosuchif0: No such device");
	});
	CHECK(test::passed_or_skipped(status));
}
