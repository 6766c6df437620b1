// SPDX-License-Identifier: Apache-2.0
// Replies that leave by a socket, several in one system call: from which address, to whom and with
// which traffic class their frames say.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <sys/socket.h>

#include "net/address.h"
#include "socket/packet.h"
#include "socket/store.h"

namespace stamp::socket {

class Replies {
public:
	void clear() { count_ = 0; }
	// `to`: whom the request came from; both stay as they are until send(). `ifindex`: by which
	// interface it leaves; 0: the route decides.
	void add(const pkt &frame, const net::SocketAddress &to, int ifindex);
	// Returns how many the kernel took.
	std::size_t send(int fd);
	[[nodiscard]] std::size_t size() const { return count_; }

private:
	static constexpr std::size_t control_octets = 128;
	struct Control {
		alignas(cmsghdr) std::array<std::uint8_t, control_octets> octets;
	};

	std::size_t count_ = 0;
	std::array<Control, batch_most> control_;
	std::array<iovec, batch_most> pieces_;
	std::array<mmsghdr, batch_most> messages_;
};

} // namespace stamp::socket
