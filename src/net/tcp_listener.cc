// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_listener.h"

#include <cerrno>

#include "net/socket_option.h"

namespace stamp::net {

Result<Fd> listen_tcp(const Endpoint &at) {
	const std::string doing = "listen on " + at.text();
	SocketAddress address = at.to_socket();
	Fd fd(socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (!fd)
		return last_error(doing);
	// A restart does not wait for connections that were closed a minute ago.
	if (auto set = set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1, doing.c_str()); !set)
		return std::move(set).error();
	if (!at.address.is_v4())
		if (auto set = set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1, doing.c_str());
		    !set)
			return std::move(set).error();
	if (bind(fd.get(), address.get(), address.length) != 0 || listen(fd.get(), SOMAXCONN) != 0)
		return last_error(doing);
	return fd;
}

Result<Endpoint> local_endpoint(int socket) {
	SocketAddress address;
	if (getsockname(socket, address.get(), &address.length) != 0)
		return last_error("find the port of a socket");
	if (const auto at = Endpoint::from(address.storage))
		return *at;
	return Error{EAFNOSUPPORT, "find the port of a socket"};
}

void shut_down(int socket) {
	shutdown(socket, SHUT_RDWR);
}

} // namespace stamp::net
