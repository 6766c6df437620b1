// SPDX-License-Identifier: Apache-2.0
// UDP sockets on the loopback device.
#pragma once

#include <cstddef>
#include <vector>

#include <poll.h>

#include "net/iface.h"
#include "net/udp_socket.h"
#include "support/catch.h"

namespace stamp::test {

inline const std::vector<std::byte> payload(44, std::byte{0x5a});

inline net::Address addr(const char *text) {
	return *net::Address::parse(text);
}

inline Result<net::UdpSocket> open_on(const char *local, bool receives = false) {
	net::UdpOptions options;
	options.local = addr(local);
	options.receives = receives;
	return net::UdpSocket::open(options);
}

// Both families, where this machine's lo is up and has both.
inline std::vector<const char *> loopbacks() {
	std::vector<const char *> list;
	const auto lo = net::find_interface("lo");
	if (!lo || !lo->up) {
		WARN("SKIP: lo is down here");
		return list;
	}
	for (const char *local : {"127.0.0.1", "::1"}) {
		if (open_on(local))
			list.push_back(local);
		else
			WARN("SKIP: no " << local << " here");
	}
	return list;
}

inline bool becomes(short event, const net::UdpSocket &socket) {
	pollfd ready{socket.fd(), event, 0};
	return poll(&ready, 1, 1000) == 1 && (ready.revents & event);
}

} // namespace stamp::test
