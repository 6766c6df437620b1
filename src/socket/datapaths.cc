// SPDX-License-Identifier: Apache-2.0
#include "socket/datapaths.h"

#include <utility>

#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "socket/fast_sha256.h"
#include "socket/reflector_socket.h"
#include "socket/sender_socket.h"

namespace stamp::socket {
namespace {

// What the library wants of a process, before its first packet.
void prepare() {
	seed_hash();
	if (!use_fast_sha256())
		spdlog::debug("built without libcrypto: packets are signed by slower code");
}

} // namespace

Result<privilege::Raised> SocketDatapaths::raise() const {
	return privilege::Raised::where_permitted({CAP_NET_ADMIN, CAP_NET_RAW});
}

privilege::Capabilities SocketDatapaths::kept() const {
	return {CAP_NET_BIND_SERVICE};
}

Result<std::unique_ptr<session::SenderDatapath>>
SocketDatapaths::sender(const session::SenderSpec &spec, const session::SenderPlan &plan,
			net::UdpSocket socket, const session::WireClock &clock,
			std::optional<session::KeyRing> keys) const {
	prepare();
	auto made = SenderSocket::create(spec, plan, std::move(socket), clock, std::move(keys));
	if (!made)
		return std::move(made).error();
	return std::unique_ptr<session::SenderDatapath>(std::move(made).value());
}

std::unique_ptr<session::ReflectorDatapath>
SocketDatapaths::reflector(const session::ReflectorSpec &spec, session::SharedKeys keys) const {
	prepare();
	return std::make_unique<ReflectorSocket>(spec, std::move(keys));
}

} // namespace stamp::socket
