// SPDX-License-Identifier: Apache-2.0
#include "bpf/datapaths.h"

#include <utility>

#include <linux/capability.h>

#include "base/privilege.h"
#include "bpf/reflector_bpf.h"
#include "bpf/sender_bpf.h"

namespace stamp::bpf {

Result<privilege::Raised> BpfDatapaths::raise() const {
	route_libbpf_messages();
	privilege::Capabilities wanted = {CAP_BPF, CAP_NET_ADMIN};
	if (privilege::has(CAP_PERFMON)) // other verifiers may require it
		wanted.push_back(CAP_PERFMON);
	return privilege::Raised::create(wanted);
}

privilege::Capabilities BpfDatapaths::kept() const {
	return {CAP_BPF, CAP_NET_ADMIN};
}

Result<std::unique_ptr<session::SenderDatapath>>
BpfDatapaths::sender(const session::SenderSpec &spec, const session::SenderPlan &plan,
		     net::UdpSocket socket, const session::WireClock &clock,
		     std::optional<session::KeyRing> keys) const {
	auto made = SenderBpf::create(spec, plan, std::move(socket), clock, std::move(keys));
	if (!made)
		return std::move(made).error();
	return std::unique_ptr<session::SenderDatapath>(std::move(made).value());
}

std::unique_ptr<session::ReflectorDatapath>
BpfDatapaths::reflector(const session::ReflectorSpec &spec, session::SharedKeys keys) const {
	return std::make_unique<ReflectorBpf>(spec, std::move(keys));
}

} // namespace stamp::bpf
