// SPDX-License-Identifier: Apache-2.0
// Datapaths that stamp in BPF programs.
#pragma once

#include "session/datapaths.h"

namespace stamp::bpf {

class BpfDatapaths : public session::Datapaths {
public:
	// CAP_BPF and CAP_NET_ADMIN. What libbpf says goes to the log from then on.
	[[nodiscard]] Result<privilege::Raised> raise() const override;
	[[nodiscard]] privilege::Capabilities kept() const override;
	[[nodiscard]] bool takes_replies_by_socket() const override { return false; }
	[[nodiscard]] Result<std::unique_ptr<session::SenderDatapath>>
	sender(const session::SenderSpec &spec, const session::SenderPlan &plan,
	       net::UdpSocket socket, const session::WireClock &clock,
	       std::optional<session::KeyRing> keys) const override;
	[[nodiscard]] std::unique_ptr<session::ReflectorDatapath>
	reflector(const session::ReflectorSpec &spec, session::SharedKeys keys) const override;
};

} // namespace stamp::bpf
