// SPDX-License-Identifier: Apache-2.0
// The socket that test packets leave by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"
#include "net/icmp_error.h"

namespace stamp::net {

struct UdpOptions {
	Address local;		    // its family is the socket's; unspecified: as routed
	bool both_families = false; // of an unspecified IPv6 `local`: IPv4 leaves by it, too
	std::uint16_t port = 0;	    // 0: an ephemeral one
	std::string bind_device;    // interface; empty: any
	std::uint8_t ttl = 255;	    // or hop limit; 0 is refused by the kernel
	std::uint8_t tos = 0;	    // DSCP << 2 | ECN
	std::uint32_t mark = 0;	    // for policy routing; one that is not 0 needs CAP_NET_ADMIN
	// Never fragmented: what is too long for the interface is EMSGSIZE, and what is too long
	// for the path is lost there. No ICMP message changes that, for anybody can forge one.
	bool dont_fragment = true;
	// false: what still arrives here is dropped at the door, for replies are taken before it.
	bool receives = false;
};

// A packet on its way out, in two pieces.
struct Datagram {
	const SocketAddress *to = nullptr; // null: where the socket is connected to
	std::span<const std::byte> head, tail;
};

// When a packet was given to the device's queue or to its driver, by the kernel's clock.
struct TransmitTime {
	std::uint32_t id = 0;	// the kernel's number of the packet (SOF_TIMESTAMPING_OPT_ID)
	std::int64_t at_ns = 0; // UTC
	bool is_in_driver = false;
};
using QueuedMessage = std::variant<IcmpError, TransmitTime>;

// Non-blocking, close-on-exec.
class UdpSocket {
public:
	// The error names the step: "bind 0.0.0.0:862" with EADDRINUSE or EACCES, "bind to
	// interface eth9" with ENODEV, ...
	static Result<UdpSocket> open(const UdpOptions &options);

	[[nodiscard]] int fd() const { return fd_.get(); }
	// What bpf_get_socket_cookie() says of its packets. Never 0.
	[[nodiscard]] std::uint64_t cookie() const { return cookie_; }
	// As bound: the port is never 0, the address may be unspecified (see local_address_for()).
	[[nodiscard]] const Endpoint &local() const { return local_; }

	// Packets need no destination from now on, and the kernel looks the route up once and not
	// for each of them; the source address is that of this moment for good.
	Result<void> connect(const Endpoint &far);

	// Hands packets to the device in their order: one at least, and at most STAMP_MAX_BATCH of
	// them at once. Returns how many it took, one at least. Errors are those of the first:
	// EAGAIN, the send buffer is full; ENOBUFS, dropped at the device, before the egress hook
	// or behind it; EMSGSIZE, too long for the interface; ENETUNREACH, EHOSTUNREACH, ENETDOWN,
	// ENODEV, EPERM by a packet filter, EACCES to a broadcast address, ... An ICMP error of an
	// earlier packet never costs a later one.
	Result<std::size_t> send(std::span<const Datagram> datagrams);

	// The oldest error waiting; absent when none is. epoll reports one by EPOLLERR.
	std::optional<IcmpError> next_icmp_error();
	// The same, and when a packet left, if the kernel was asked for that (SO_TIMESTAMPING).
	std::optional<QueuedMessage> next_queued();

private:
	explicit UdpSocket(Fd fd) : fd_(std::move(fd)) {}
	Result<void> configure(const UdpOptions &options);
	Result<void> bind_local(const UdpOptions &options);

	Fd fd_;
	std::uint64_t cookie_ = 0;
	Endpoint local_;
};

// The address that packets to `target` would leave with, by the interface `iface` (empty: by the
// route). Sends nothing. "find a source address for 203.0.113.7 on eth0" with ENETUNREACH, ...
Result<Address> local_address_for(const Address &target, const std::string &iface = {});

} // namespace stamp::net
