// SPDX-License-Identifier: Apache-2.0
#include "socket/transmit_times.h"

#include <array>
#include <optional>
#include <variant>

#include <poll.h>

#include "net/udp_socket.h"
#include "support/catch.h"

using namespace stamp;

namespace {

net::UdpSocket loopback() {
	net::UdpOptions options;
	options.local = net::Address::parse("127.0.0.1").value();
	options.receives = true;
	return net::UdpSocket::open(options).value();
}

void send(net::UdpSocket &from, const net::UdpSocket &to) {
	const std::array<std::byte, 44> octets{};
	const net::SocketAddress address = to.local().to_socket();
	const net::Datagram datagram{&address, octets, {}};

	REQUIRE(from.send(std::span(&datagram, 1)).value() == 1);
}

// The next time, which has to come.
net::TransmitTime next_time(net::UdpSocket &socket) {
	constexpr int long_ms = 60'000;
	pollfd errors{socket.fd(), 0, 0};

	for (;;) {
		if (auto next = socket.next_queued())
			return std::get<net::TransmitTime>(*next);
		REQUIRE(poll(&errors, 1, long_ms) == 1);
	}
}

// The next packet waited for the device first, and had the same number then.
net::TransmitTime next_in_driver(net::UdpSocket &socket) {
	const net::TransmitTime queued = next_time(socket);
	const net::TransmitTime left = next_time(socket);
	CHECK_FALSE(queued.is_in_driver);
	CHECK(left.is_in_driver);
	CHECK(queued.id == left.id);
	CHECK(queued.at_ns <= left.at_ns);
	return left;
}

} // namespace

TEST_CASE("each packet has a number, by which its time of transmission is known") {
	const net::UdpSocket far = loopback();
	net::UdpSocket near = loopback();
	socket::TransmitTimes times;

	REQUIRE(times.begin(near.fd()));
	CHECK(times.are_asked_for());
	for (std::uint32_t seq = 70; seq < 73; seq++) {
		send(near, far);
		times.left({1, seq});
		CHECK(times.waited_for().size() == 1);
		const net::TransmitTime time = next_in_driver(near);
		CHECK(time.at_ns > 0);
		CHECK(times.find(time.id));
		const auto request = times.take(time.id);
		REQUIRE(request);
		CHECK((request->session == 1 && request->seq == seq));
		CHECK(!times.take(time.id)); // once
		CHECK(!times.find(time.id));
		CHECK(times.waited_for().empty());
	}
}

TEST_CASE("when it is unsure what the kernel counted, both begin again") {
	const net::UdpSocket far = loopback();
	net::UdpSocket near = loopback();
	socket::TransmitTimes times;

	REQUIRE(times.begin(near.fd()));
	send(near, far); // which is not noted
	CHECK(!times.take(next_in_driver(near).id));
	REQUIRE(times.begin(near.fd()));
	send(near, far);
	times.left({2, 9});
	const auto request = times.take(next_in_driver(near).id);
	REQUIRE(request);
	CHECK((request->session == 2 && request->seq == 9));
}
