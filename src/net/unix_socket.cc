// SPDX-License-Identifier: Apache-2.0
#include "net/unix_socket.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>
#include <sys/un.h>

namespace stamp::net {

Result<Fd> connect_unix(const std::string &path) {
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	if (path.size() >= sizeof(address.sun_path))
		return Error{ENAMETOOLONG, "connect to " + path};
	std::copy(path.begin(), path.end(), address.sun_path);
	Fd fd{socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
	if (!fd)
		return last_error("open a socket");
	if (connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
		return last_error("connect to " + path);
	return fd;
}

} // namespace stamp::net
