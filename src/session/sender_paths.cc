// SPDX-License-Identifier: Apache-2.0
#include "session/sender_paths.h"

#include <cerrno>
#include <utility>

#include "session/flow.h"
#include "session/sender_cfg.h"

namespace stamp::session {

SenderPaths::SenderPaths(const SenderSpec &spec, const SenderPlan &plan)
	: spec_(spec), plan_(plan), most_(room_of(spec, plan)), slots_each_(slots_of(spec)) {
	for (const TargetPlan &target : plan_.targets)
		destinations_.push_back(target.to.to_socket());
}

Result<void> SenderPaths::check_room(std::uint16_t session, const net::Endpoint &to) const {
	return session < most_ ? Result<void>{} : Error{ENOSPC, "add target " + to.text()};
}

void SenderPaths::add(std::uint16_t session, const net::Endpoint &to) {
	if (session >= plan_.targets.size())
		plan_.targets.resize(session + std::size_t{1});
	plan_.targets[session].to = to;
	destinations_.resize(plan_.targets.size());
	destinations_[session] = to.to_socket();
}

Result<net::Endpoint> SenderPaths::remove(std::uint16_t session) {
	if (session >= plan_.targets.size())
		return Error{ENOENT, "remove a target"};
	return std::exchange(plan_.targets[session].to, {});
}

net::WayOut SenderPaths::way_out(std::uint16_t session) const {
	const net::Endpoint &target = plan_.targets[session].to;
	return net::way_out(target.address,
			    flow_of(spec_, plan_.iface.index, plan_.source_port, target.port));
}

} // namespace stamp::session
