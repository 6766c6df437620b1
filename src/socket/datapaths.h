// SPDX-License-Identifier: Apache-2.0
// Datapaths that stamp at UDP sockets.
#pragma once

#include "session/datapaths.h"

namespace stamp::socket {

class SocketDatapaths : public session::Datapaths {
public:
	// Anybody may have a socket; a mark and, before Linux 5.7, an interface want a capability.
	[[nodiscard]] Result<privilege::Raised> raise() const override;
	[[nodiscard]] privilege::Capabilities kept() const override;
	[[nodiscard]] bool takes_replies_by_socket() const override { return true; }
	[[nodiscard]] Result<std::unique_ptr<session::SenderDatapath>>
	sender(const session::SenderSpec &spec, const session::SenderPlan &plan,
	       net::UdpSocket socket, const session::WireClock &clock,
	       std::optional<session::KeyRing> keys) const override;
	[[nodiscard]] std::unique_ptr<session::ReflectorDatapath>
	reflector(const session::ReflectorSpec &spec, session::SharedKeys keys) const override;
};

} // namespace stamp::socket
