// SPDX-License-Identifier: Apache-2.0
#include "app/sender_plan.h"

#include <algorithm>
#include <cerrno>
#include <set>

#include "app/way.h"
#include "bpf/pin/instances.h"
#include "net/claim.h"
#include "session/port_claim.h"

namespace stamp::app {
namespace {

using session::SenderPlan;
using session::SenderSpec;

// A link-local target without its interface is on ours.
net::Address scoped(const net::Address &address, const net::Interface &iface) {
	if (address.is_v4() || address.scope() != 0 || !address.needs_scope())
		return address;
	return address.with_scope(static_cast<std::uint32_t>(iface.index));
}

Result<void> check_targets(const std::vector<session::TargetPlan> &targets) {
	std::set<net::Endpoint> seen;
	for (const session::TargetPlan &target : targets)
		if (!seen.insert(target.to).second)
			return Error{0,
				     target.to.text() + " was given twice",
				     {},
				     Reason::contradiction};
	return {};
}

// The routes decide, and all of them have to say the same.
Result<void> check_interfaces(const std::vector<Way> &ways) {
	for (const Way &way : ways) {
		if (way.ifindex == ways.front().ifindex)
			continue;
		const auto name = [](const Way &of) {
			const auto iface = net::find_interface(of.ifindex);
			return iface ? iface->name : std::to_string(of.ifindex);
		};
		return Error{0,
			     "one run uses one interface: " + ways.front().target.text() +
				     " is reached through " + name(ways.front()) + " and " +
				     way.target.text() + " through " + name(way),
			     "a run for each interface", Reason::contradiction};
	}
	return {};
}

// Test packets are never fragmented.
Result<void> check_length(const SenderSpec &spec, const net::Interface &iface,
			  const net::Address &target) {
	const unsigned headers = target.is_v4() ? 20 + 8 : 40 + 8;
	if (spec.octets() + headers <= iface.mtu)
		return {};
	return Error{0,
		     std::to_string(spec.octets()) + " octets and their headers exceed the MTU " +
			     std::to_string(iface.mtu) + " of " + iface.name,
		     std::to_string(iface.mtu - headers), Reason::too_long};
}

Result<std::vector<Way>> find_ways(const SenderSpec &spec, const net::Interface *iface,
				   std::uint16_t port) {
	std::vector<Way> ways;
	for (const net::HostPort &target : spec.targets) {
		auto way = find_way(spec, target, iface, port);
		if (!way)
			return std::move(way).error();
		ways.push_back(std::move(way).value());
	}
	return ways;
}

Result<SenderPlan> plan_on(const SenderSpec &spec, const net::Interface &iface,
			   std::uint16_t port) {
	if (!iface.is_set_up())
		return Error{ENETDOWN, "interface " + iface.name};
	const auto ways = find_ways(spec, &iface, port);
	if (!ways)
		return ways.error();
	return plan_of_ways(spec, iface, *ways, false);
}

Result<SenderPlan> plan_by_route(const SenderSpec &spec, std::uint16_t port) {
	const auto ways = find_ways(spec, nullptr, port);
	if (!ways)
		return ways.error();
	if (auto checked = check_interfaces(*ways); !checked)
		return std::move(checked).error();
	const auto iface = net::find_interface(ways->front().ifindex);
	if (!iface)
		return iface.error();
	if (!iface->is_set_up())
		return Error{ENETDOWN, "interface " + iface->name};
	return plan_of_ways(spec, *iface, *ways, ways->front().is_local);
}

// By the loopback device go packets to any address of this host, but not from a socket that is
// bound to it: IPv6 looks for the address on that device alone.
net::UdpOptions socket_options(const SenderSpec &spec, const SenderPlan &plan, bool receives) {
	const auto is_v4 = [](const auto &target) { return target.to.address.is_v4(); };
	const auto count = std::count_if(plan.targets.begin(), plan.targets.end(), is_v4);
	const bool all_v4 = static_cast<std::size_t>(count) == plan.targets.size();
	net::UdpOptions wanted;
	wanted.local = spec.source ? *spec.source
		       : all_v4	   ? net::Address::any_v4()
				   : net::Address();
	wanted.both_families = count != 0 && !all_v4;
	wanted.port = spec.first_source_port();
	wanted.bind_device = plan.is_local ? "" : plan.iface.name;
	wanted.ttl = spec.ttl;
	wanted.tos = static_cast<std::uint8_t>(spec.dscp << 2 | spec.ecn);
	wanted.mark = spec.mark;
	wanted.receives = receives;
	return wanted;
}

Result<BoundSender> bind_socket(const SenderSpec &spec, SenderPlan plan, bool receives) {
	net::UdpOptions wanted = socket_options(spec, plan, receives);
	std::optional<stats::Kind> why;
	const bool may_differ = !spec.source_port;
	if (may_differ &&
	    (net::is_claimed(session::reflector_claim(plan.iface.index, wanted.port)) ||
	     bpf::has_persistent_reflector(plan.iface, wanted.port))) {
		why = stats::Kind::port_of_reflector;
		wanted.port = 0;
	}
	auto socket = net::UdpSocket::open(wanted);
	const bool taken = !socket && socket.error().code == EADDRINUSE;
	const bool forbidden = !socket && socket.error().code == EACCES;
	if ((taken || forbidden) && may_differ && wanted.port != 0) {
		why = taken ? stats::Kind::port_in_use : stats::Kind::port_forbidden;
		wanted.port = 0;
		socket = net::UdpSocket::open(wanted);
	}
	if (!socket)
		return std::move(socket).error();
	plan.source_port = socket->local().port;
	std::optional<stats::Message> message;
	if (why)
		message = {*why,
			   {std::uint64_t{plan.source_port}, std::uint64_t{STAMP_PORT},
			    plan.iface.name}};
	return BoundSender{std::move(plan), std::move(socket).value(), std::move(message)};
}

} // namespace

Result<SenderPlan> plan_of_ways(const SenderSpec &spec, const net::Interface &iface,
				const std::vector<Way> &ways, bool is_local) {
	SenderPlan plan{.iface = iface, .is_local = is_local, .targets = {}};
	for (const Way &way : ways)
		plan.targets.push_back({.to = {scoped(way.target.address, iface), way.target.port},
					.source = way.source});
	if (auto checked = check_targets(plan.targets); !checked)
		return std::move(checked).error();
	for (const session::TargetPlan &target : plan.targets)
		if (auto checked = check_length(spec, iface, target.to.address); !checked)
			return std::move(checked).error();
	return plan;
}

Result<SenderPlan> plan_sender(const SenderSpec &spec, std::uint16_t port) {
	if (spec.iface == "auto")
		return plan_by_route(spec, port);
	const auto iface = net::find_interface(spec.iface);
	if (!iface)
		return iface.error();
	return plan_on(spec, *iface, port);
}

Result<BoundSender> bind_sender(const SenderSpec &spec, SenderPlan plan, bool receives) {
	const int ifindex = plan.iface.index;
	auto bound = bind_socket(spec, std::move(plan), receives);
	if (!bound)
		return bound;
	const std::uint16_t port = bound->plan.source_port;
	if (spec.iface != "auto" || port == spec.first_source_port())
		return bound;

	auto again = plan_sender(spec, port);
	if (!again)
		return std::move(again).error();
	if (again->iface.index == ifindex) {
		again->source_port = port;
		bound->plan = std::move(again).value();
		return bound;
	}
	SenderSpec of_port = spec;
	of_port.source_port = port;
	const auto why = std::move(bound->why);
	bound = Error{}; // so that the port is free again
	bound = bind_socket(of_port, std::move(again).value(), receives);
	if (!bound)
		return std::move(bound).error();
	bound->why = why;
	return bound;
}

} // namespace stamp::app
