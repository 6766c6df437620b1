// SPDX-License-Identifier: Apache-2.0
// Makes datapaths of one kind. Who runs a role asks for one here, and knows no more of the kind.
#pragma once

#include <memory>
#include <optional>

#include "base/privilege.h"
#include "net/udp_socket.h"
#include "session/datapath.h"
#include "session/plan.h"
#include "session/shared_keys.h"
#include "session/spec.h"

namespace stamp::session {

class Datapaths {
public:
	virtual ~Datapaths() = default;
	// What capabilities it takes to make one, as long as that is held. EPERM: this process may
	// not have one.
	[[nodiscard]] virtual Result<privilege::Raised> raise() const = 0;
	// What a reflector needs while it runs, for an interface that comes back.
	[[nodiscard]] virtual privilege::Capabilities kept() const = 0;
	// Else they are taken before they get to the socket.
	[[nodiscard]] virtual bool takes_replies_by_socket() const = 0;
	// `socket` is bound to its port already. `keys` are wiped when they are in use. Ready to
	// send.
	[[nodiscard]] virtual Result<std::unique_ptr<SenderDatapath>>
	sender(const SenderSpec &spec, const SenderPlan &plan, net::UdpSocket socket,
	       const WireClock &clock, std::optional<KeyRing> keys) const = 0;
	// For one interface, which attach() names. `keys`: of the files of `spec`.
	[[nodiscard]] virtual std::unique_ptr<ReflectorDatapath>
	reflector(const ReflectorSpec &spec, SharedKeys keys) const = 0;
};

} // namespace stamp::session
