// SPDX-License-Identifier: Apache-2.0
#include "net/udp_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <linux/capability.h>
#include <linux/filter.h>
#include <net/if.h>
#include <sys/socket.h>

#include "base/privilege.h"
#include "net/socket_option.h"

namespace stamp::net {
namespace {

// Holds a few ICMP errors, which count against it; nothing else stays in it.
constexpr int receive_octets = 16384;

Result<Fd> udp_socket(Family family) {
	const int domain = family == Family::v4 ? AF_INET : AF_INET6;
	Fd fd(socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
	if (!fd)
		return last_error("open a UDP socket");
	return fd;
}

Result<void> bind_to_device(const Fd &fd, const std::string &iface) {
	if (iface.empty())
		return {};
	// The kernel would cut a longer name, and perhaps find another interface by the rest.
	if (iface.size() >= IFNAMSIZ)
		return Error{ENODEV, "bind to interface " + iface};
	if (setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, iface.c_str(),
		       static_cast<socklen_t>(iface.size())) != 0)
		return last_error("bind to interface " + iface);
	return {};
}

// A program of one instruction: keep 0 octets of whatever comes.
Result<void> refuse_all(const Fd &fd) {
	sock_filter drop{BPF_RET | BPF_K, 0, 0, 0};
	const sock_fprog program{1, &drop};
	if (setsockopt(fd.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) != 0)
		return last_error("block incoming packets of a UDP socket");
	return {};
}

struct Option {
	int level, option, value;
	const char *doing;
};

std::array<Option, 5> options_v4(const UdpOptions &options) {
	const int discover = options.dont_fragment ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT;
	return {{{SOL_IP, IP_TTL, options.ttl, "set the TTL"},
		 {SOL_IP, IP_TOS, options.tos, "set DSCP and ECN"},
		 {SOL_IP, IP_MTU_DISCOVER, discover, "set path MTU discovery"},
		 {SOL_IP, IP_RECVERR, 1, "enable ICMP errors"},
		 {SOL_SOCKET, SO_RCVBUF, receive_octets, "set the receive buffer"}}};
}

std::array<Option, 6> options_v6(const UdpOptions &options) {
	const int discover = options.dont_fragment ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT;
	return {{{SOL_IPV6, IPV6_V6ONLY, !options.both_families, "set IPv6 only"},
		 {SOL_IPV6, IPV6_UNICAST_HOPS, options.ttl, "set the hop limit"},
		 {SOL_IPV6, IPV6_TCLASS, options.tos, "set DSCP and ECN"},
		 {SOL_IPV6, IPV6_MTU_DISCOVER, discover, "set path MTU discovery"},
		 {SOL_IPV6, IPV6_RECVERR, 1, "enable ICMP errors"},
		 {SOL_SOCKET, SO_RCVBUF, receive_octets, "set the receive buffer"}}};
}

template <typename Options> Result<void> set_all(const Fd &fd, const Options &options) {
	for (const Option &option : options)
		if (auto done = set_option(fd.get(), option.level, option.option, option.value,
					   option.doing);
		    !done)
			return done;
	return {};
}

Result<Endpoint> bound_to(const Fd &fd) {
	SocketAddress socket;
	if (getsockname(fd.get(), socket.get(), &socket.length) != 0)
		return last_error("read the address of a UDP socket");
	const auto endpoint = Endpoint::from(socket.storage);
	if (!endpoint)
		return Error{EAFNOSUPPORT, "read the address of a UDP socket"};
	return *endpoint;
}

std::optional<Endpoint> connected_to(const Fd &fd) {
	SocketAddress far;
	if (getpeername(fd.get(), far.get(), &far.length) != 0)
		return std::nullopt;
	return Endpoint::from(far.storage);
}

// What sendmmsg() wants; filled only as far as needed.
struct Batch {
	std::array<std::array<iovec, 2>, STAMP_MAX_BATCH> pieces;
	std::array<mmsghdr, STAMP_MAX_BATCH> messages;

	void fill(std::span<const Datagram> datagrams) {
		for (std::size_t i = 0; i < datagrams.size(); i++) {
			const Datagram &d = datagrams[i];
			pieces[i] = {piece(d.head), piece(d.tail)};
			msghdr header{};
			header.msg_iov = pieces[i].data();
			header.msg_iovlen = d.tail.empty() ? 1 : 2;
			if (d.to) {
				header.msg_name = const_cast<sockaddr *>(d.to->get());
				header.msg_namelen = d.to->length;
			}
			messages[i] = {header, 0};
		}
	}

private:
	static iovec piece(std::span<const std::byte> octets) {
		return {const_cast<std::byte *>(octets.data()), octets.size()};
	}
};

// What no ICMP message can be the reason of.
bool is_ours(int code) {
	return code == EAGAIN || code == EWOULDBLOCK || code == ENOBUFS || code == EPERM ||
	       code == ENODEV || code == EINVAL;
}

} // namespace

Result<UdpSocket> UdpSocket::open(const UdpOptions &options) {
	auto fd = udp_socket(options.local.family());
	if (!fd)
		return std::move(fd).error();
	UdpSocket socket(*std::move(fd));
	if (auto done = socket.configure(options); !done)
		return std::move(done).error();
	if (auto done = socket.bind_local(options); !done)
		return std::move(done).error();
	return socket;
}

Result<void> UdpSocket::configure(const UdpOptions &options) {
	auto done = options.local.is_v4() ? set_all(fd_, options_v4(options))
					  : set_all(fd_, options_v6(options));
	if (done && options.both_families)
		done = set_all(fd_, options_v4(options));
	if (done && !options.receives)
		done = refuse_all(fd_);
	if (done)
		done = bind_to_device(fd_, options.bind_device);
	if (done && options.mark != 0)
		done = set_option(fd_.get(), SOL_SOCKET, SO_MARK, static_cast<int>(options.mark),
				  "set the mark");
	return done;
}

Result<void> UdpSocket::bind_local(const UdpOptions &options) {
	const Endpoint wanted{options.local, options.port};
	const SocketAddress address = wanted.to_socket();
	const auto able = privilege::Raised::where_permitted({CAP_NET_BIND_SERVICE});
	const bool bound = bind(fd_.get(), address.get(), address.length) == 0;
	if (!bound && errno == EACCES)
		return Error{EACCES,
			     "bind " + wanted.text() + ": CAP_NET_BIND_SERVICE is missing",
			     {},
			     Reason::wants_bind_service};
	if (!bound)
		return last_error("bind " + wanted.text());
	auto local = bound_to(fd_);
	if (!local)
		return std::move(local).error();
	local_ = *local;
	socklen_t size = sizeof(cookie_);
	if (getsockopt(fd_.get(), SOL_SOCKET, SO_COOKIE, &cookie_, &size) != 0)
		return last_error("read the cookie of a UDP socket");
	return {};
}

Result<void> UdpSocket::connect(const Endpoint &far) {
	const SocketAddress address = far.to_socket();
	if (::connect(fd_.get(), address.get(), address.length) != 0)
		return last_error("connect to " + far.text());
	return {};
}

Result<std::size_t> UdpSocket::send(std::span<const Datagram> datagrams) {
	datagrams = datagrams.first(std::min<std::size_t>(datagrams.size(), STAMP_MAX_BATCH));
	Batch batch;
	batch.fill(datagrams);
	// An ICMP error that came in, forged or not, makes the next call fail without having tried,
	// and is cleared by that. So a failure proves nothing while others may come in.
	constexpr int tries = 16;
	int code = 0;
	for (int i = 0; i < tries && !is_ours(code); i++) {
		const int taken = sendmmsg(fd_.get(), batch.messages.data(),
					   static_cast<unsigned>(datagrams.size()), MSG_NOSIGNAL);
		if (taken >= 0)
			return static_cast<std::size_t>(taken);
		code = errno;
	}
	const SocketAddress *to = datagrams.front().to;
	const auto far = to ? Endpoint::from(to->storage) : connected_to(fd_);
	return Error{code, "send to " + far.value_or(Endpoint{}).text()};
}

Result<Address> local_address_for(const Address &target, const std::string &iface) {
	std::string doing = "find a source address for " + target.text();
	if (!iface.empty())
		doing += " on " + iface;
	auto fd = udp_socket(target.family());
	if (!fd)
		return std::move(fd).error().while_doing(doing);
	if (auto done = bind_to_device(*fd, iface); !done)
		return std::move(done).error().while_doing(doing);
	// Any port will do: connecting a UDP socket sends nothing.
	const SocketAddress far = Endpoint{target, STAMP_PORT}.to_socket();
	if (connect(fd->get(), far.get(), far.length) != 0)
		return last_error(doing);
	auto local = bound_to(*fd);
	if (!local)
		return std::move(local).error().while_doing(doing);
	return local->address;
}

} // namespace stamp::net
