// SPDX-License-Identifier: Apache-2.0
// Datagrams that came in by a socket, several in one system call, each with a frame around it as
// the library wants one: what its headers said, as far as the kernel tells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <sys/socket.h>

#include "base/result.h"
#include "net/address.h"
#include "socket/packet.h"
#include "socket/store.h"

namespace stamp::socket {

// A socket of this family holds what comes in while this process does something else, and tells all
// that Batch wants to know of it; `is_dual`: an IPv6 one that takes IPv4, too.
Result<void> prepare_to_receive(int fd, net::Family family, bool is_dual = false);

struct Arrived {
	stamp_addr from{}, to{};
	std::uint16_t from_port = 0; // as on the wire
	bool is_ipv6 = false;
	std::uint8_t ttl = 0, tos = 0;
	int ifindex = 0;
	std::int64_t at_ns = 0; // UTC, by the kernel; 0: it did not say
	std::size_t octets = 0;
};

// The headers of a datagram, in front of its UDP payload, without an Ethernet header: `room_before`
// octets there are ours. `port`: that it came to, as on the wire. Returns where they begin.
inline constexpr std::size_t room_before = 64;
std::uint8_t *write_headers(const Arrived &arrived, std::uint16_t port, std::uint8_t *payload);

class Batch {
public:
	Batch();
	// Takes what is there from a non-blocking socket: batch_most datagrams at most. Returns how
	// many; 0: none.
	std::size_t receive(int fd);
	[[nodiscard]] const Arrived &arrived(std::size_t i) const { return arrived_[i]; }
	[[nodiscard]] const net::SocketAddress &from(std::size_t i) const { return from_[i]; }
	// Its frame, without an Ethernet header. `port`: that it came to, as on the wire.
	[[nodiscard]] pkt frame(std::size_t i, std::uint16_t port);

private:
	std::uint8_t *payload(std::size_t i) const;

	std::unique_ptr<std::uint8_t[]> memory_;
	std::array<net::SocketAddress, batch_most> from_;
	std::array<Arrived, batch_most> arrived_;
};

} // namespace stamp::socket
