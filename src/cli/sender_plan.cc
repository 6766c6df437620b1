// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_plan.h"

#include <cerrno>

#include "bpf/pinned.h"
#include "bpf/reflector_bpf.h"
#include "net/claim.h"
#include "net/resolve.h"
#include "net/route.h"

namespace stamp::cli {
namespace {

Result<net::Interface> choose_iface(const SenderOptions &options, const net::Address &target) {
	if (options.iface != "auto")
		return net::find_interface(options.iface);
	if (target.scope() != 0)
		return net::find_interface(static_cast<int>(target.scope()));
	const auto route = net::route_to(target, options.source);
	if (!route)
		return route.error();
	return net::find_interface(route->index);
}

// A link-local target without its interface is on ours.
net::Address scoped(const net::Address &address, const net::Interface &iface) {
	if (address.is_v4() || address.scope() != 0 || !address.needs_scope())
		return address;
	return address.with_scope(static_cast<std::uint32_t>(iface.index));
}

Result<std::vector<net::Endpoint>> look_up(const SenderOptions &options) {
	const std::string iface = options.iface == "auto" ? "" : options.iface;
	net::Family family = options.family;
	if (options.source && family == net::Family::any)
		family = options.source->family();
	std::vector<net::Endpoint> targets;
	for (const net::HostPort &target : options.targets) {
		auto address = net::resolve(target.host, family, iface);
		if (!address)
			return std::move(address).error();
		targets.push_back({*address, target.port.value_or(options.dest_port)});
	}
	return targets;
}

std::optional<UsageError> check_targets(const std::vector<net::Endpoint> &targets) {
	for (std::size_t i = 0; i < targets.size(); i++) {
		if (targets[i].address.is_v4() != targets[0].address.is_v4())
			return UsageError{
				"sender",
				"one run measures one address family: " + targets[0].text() +
					" and " + targets[i].text() + " are of two",
				"-4 or -6, or two runs"};
		if (targets[i].address.is_multicast() || targets[i].address.is_unspecified())
			return UsageError{"sender", targets[i].text() + " is no host", ""};
		for (std::size_t j = 0; j < i; j++)
			if (targets[i] == targets[j])
				return UsageError{"sender", targets[i].text() + " was named twice",
						  ""};
	}
	return std::nullopt;
}

// Test packets are never fragmented.
std::optional<UsageError> check_length(const SenderOptions &options, const net::Interface &iface,
				       const net::Address &target) {
	const unsigned headers = target.is_v4() ? 20 + 8 : 40 + 8;
	if (options.length + headers <= iface.mtu)
		return std::nullopt;
	return UsageError{"--length",
			  std::to_string(options.length) +
				  " octets and their headers exceed the MTU " +
				  std::to_string(iface.mtu) + " of " + iface.name,
			  "-l " + std::to_string(iface.mtu - headers)};
}

} // namespace

PlanResult plan_sender(const SenderOptions &options) {
	auto targets = look_up(options);
	if (!targets && targets.error().code == 0) // the name is not known
		return UsageError{"sender", targets.error().text(), ""};
	if (!targets)
		return std::move(targets).error();
	if (const auto wrong = check_targets(*targets))
		return *wrong;
	const auto iface = choose_iface(options, targets->front().address);
	if (!iface)
		return iface.error();
	if (!(iface->flags & 1u)) // IFF_UP
		return Error{ENETDOWN, "interface " + iface->name};
	if (const auto wrong = check_length(options, *iface, targets->front().address))
		return *wrong;
	for (net::Endpoint &target : *targets)
		target.address = scoped(target.address, *iface);
	if (options.source)
		return SenderPlan{*iface, std::move(*targets), *options.source};
	const auto source = net::local_address_for(targets->front().address, iface->name);
	if (!source)
		return source.error();
	return SenderPlan{*iface, std::move(*targets), *source};
}

Result<BoundSocket> bind_sender(const SenderOptions &options, const SenderPlan &plan) {
	net::UdpOptions wanted;
	wanted.local = options.source	     ? *options.source
		       : plan.source.is_v4() ? net::Address::any_v4()
					     : net::Address();
	wanted.port = options.source_port;
	wanted.bind_device = plan.iface.name;
	wanted.ttl = options.ttl;
	wanted.tos = static_cast<std::uint8_t>(options.dscp << 2 | options.ecn);
	std::string why;
	if (!options.source_port_given && wanted.port != 0 &&
	    (net::is_claimed(bpf::reflector_claim(plan.iface.index, wanted.port)) ||
	     bpf::has_ownerless_reflector(plan.iface, wanted.port))) {
		why = "a reflector on " + plan.iface.name + " has it";
		wanted.port = 0;
	}
	auto socket = net::UdpSocket::open(wanted);
	const bool taken = !socket && socket.error().code == EADDRINUSE;
	const bool forbidden = !socket && socket.error().code == EACCES;
	if ((taken || forbidden) && !options.source_port_given && wanted.port != 0) {
		why = taken ? "another program has it" : "CAP_NET_BIND_SERVICE is missing";
		wanted.port = 0;
		socket = net::UdpSocket::open(wanted);
	}
	if (!socket)
		return std::move(socket).error();
	return BoundSocket{std::move(socket).value(), why};
}

} // namespace stamp::cli
