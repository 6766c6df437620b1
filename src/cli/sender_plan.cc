// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_plan.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "bpf/pin/instances.h"
#include "bpf/reflector_bpf.h"
#include "net/claim.h"

namespace stamp::cli {
namespace {

// A link-local target without its interface is on ours.
net::Address scoped(const net::Address &address, const net::Interface &iface) {
	if (address.is_v4() || address.scope() != 0 || !address.needs_scope())
		return address;
	return address.with_scope(static_cast<std::uint32_t>(iface.index));
}

std::optional<UsageError> check_targets(const std::vector<net::Endpoint> &targets) {
	for (std::size_t i = 0; i < targets.size(); i++) {
		for (std::size_t j = 0; j < i; j++)
			if (targets[i] == targets[j])
				return UsageError{"sender", targets[i].text() + " was named twice",
						  ""};
	}
	return std::nullopt;
}

// The routes decide, and all of them have to say the same.
std::optional<UsageError> check_interfaces(const std::vector<Way> &ways) {
	for (const Way &way : ways) {
		if (way.ifindex == ways.front().ifindex)
			continue;
		const auto name = [](const Way &of) {
			const auto iface = net::find_interface(of.ifindex);
			return iface ? iface->name : std::to_string(of.ifindex);
		};
		return UsageError{
			"sender",
			"one run measures by one interface: " + ways.front().target.text() +
				" is reached by " + name(ways.front()) + " and " +
				way.target.text() + " by " + name(way),
			"a run for each interface"};
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

Planned<std::vector<Way>> find_ways(const SenderOptions &options, const net::Interface *iface,
				    std::uint16_t port) {
	std::vector<Way> ways;
	for (const net::HostPort &target : options.targets) {
		auto way = find_way(options, target, iface, port);
		if (auto *wrong = std::get_if<UsageError>(&way))
			return std::move(*wrong);
		if (auto *error = std::get_if<Error>(&way))
			return std::move(*error);
		ways.push_back(std::get<Way>(std::move(way)));
	}
	return ways;
}

Planned<SenderPlan> planned(const SenderOptions &options, const net::Interface &iface,
			    const std::vector<Way> &ways, bool is_local) {
	SenderPlan plan{iface, is_local, {}, {}};
	for (const Way &way : ways) {
		plan.targets.push_back({scoped(way.target.address, iface), way.target.port});
		plan.sources.push_back(way.source);
	}
	if (auto wrong = check_targets(plan.targets))
		return *std::move(wrong);
	for (const net::Endpoint &target : plan.targets)
		if (auto wrong = check_length(options, iface, target.address))
			return *std::move(wrong);
	return plan;
}

Planned<SenderPlan> plan_on(const SenderOptions &options, const net::Interface &iface,
			    std::uint16_t port) {
	if (!(iface.flags & 1u)) // IFF_UP
		return Error{ENETDOWN, "interface " + iface.name};
	const auto ways = find_ways(options, &iface, port);
	if (const auto *wrong = std::get_if<UsageError>(&ways))
		return *wrong;
	if (const auto *error = std::get_if<Error>(&ways))
		return *error;
	return planned(options, iface, std::get<std::vector<Way>>(ways), false);
}

Planned<SenderPlan> plan_by_route(const SenderOptions &options, std::uint16_t port) {
	const auto found = find_ways(options, nullptr, port);
	if (const auto *wrong = std::get_if<UsageError>(&found))
		return *wrong;
	if (const auto *error = std::get_if<Error>(&found))
		return *error;
	const auto &ways = std::get<std::vector<Way>>(found);
	if (auto wrong = check_interfaces(ways))
		return *std::move(wrong);
	const auto iface = net::find_interface(ways.front().ifindex);
	if (!iface)
		return iface.error();
	if (!(iface->flags & 1u)) // IFF_UP
		return Error{ENETDOWN, "interface " + iface->name};
	return planned(options, *iface, ways, ways.front().is_local);
}

// By the loopback device go packets to any address of this host, but not from a socket that is
// bound to it: IPv6 looks for the address on that device alone.
net::UdpOptions socket_options(const SenderOptions &options, const SenderPlan &plan) {
	const auto is_v4 = [](const net::Endpoint &target) { return target.address.is_v4(); };
	const auto count = std::count_if(plan.targets.begin(), plan.targets.end(), is_v4);
	const bool all_v4 = static_cast<std::size_t>(count) == plan.targets.size();
	net::UdpOptions wanted;
	wanted.local = options.source ? *options.source
		       : all_v4	      ? net::Address::any_v4()
				      : net::Address();
	wanted.both_families = count != 0 && !all_v4;
	wanted.port = options.source_port;
	wanted.bind_device = plan.is_local ? "" : plan.iface.name;
	wanted.ttl = options.ttl;
	wanted.tos = static_cast<std::uint8_t>(options.dscp << 2 | options.ecn);
	wanted.mark = options.mark;
	return wanted;
}

Result<BoundSocket> bind_socket(const SenderOptions &options, const SenderPlan &plan) {
	net::UdpOptions wanted = socket_options(options, plan);
	std::string why;
	if (!options.source_port_given && wanted.port != 0 &&
	    (net::is_claimed(bpf::reflector_claim(plan.iface.index, wanted.port)) ||
	     bpf::has_persistent_reflector(plan.iface, wanted.port))) {
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

// IFACE is none, and one of the HOSTs is.
std::optional<UsageError> find_swapped(const SenderOptions &options) {
	std::string iface, hosts = " " + options.iface;
	for (const net::HostPort &target : options.targets)
		if (iface.empty() && net::find_interface(target.host))
			iface = target.host;
		else
			hosts += " " + target.host;
	if (iface.empty())
		return std::nullopt;
	return UsageError{"sender",
			  "'" + options.iface + "' is no interface and '" + iface +
				  "' is: IFACE comes first, then HOST",
			  "stamp sender " + iface + hosts};
}

} // namespace

Planned<SenderPlan> plan_sender(const SenderOptions &options, std::uint16_t port) {
	if (options.iface == "auto")
		return plan_by_route(options, port);
	const auto iface = net::find_interface(options.iface);
	if (!iface)
		if (auto swapped = find_swapped(options))
			return *std::move(swapped);
	if (!iface)
		return iface.error();
	return plan_on(options, *iface, port);
}

Planned<BoundSender> bind_sender(const SenderOptions &options, SenderPlan plan) {
	auto bound = bind_socket(options, plan);
	if (!bound)
		return std::move(bound).error();
	const std::uint16_t port = bound->socket.local().port;
	if (options.iface != "auto" || port == options.source_port)
		return BoundSender{std::move(plan), *std::move(bound)};

	auto again = plan_sender(options, port);
	if (auto *wrong = std::get_if<UsageError>(&again))
		return std::move(*wrong);
	if (auto *error = std::get_if<Error>(&again))
		return std::move(*error);
	auto &other = std::get<SenderPlan>(again);
	if (other.iface.index == plan.iface.index)
		return BoundSender{std::move(other), *std::move(bound)};
	SenderOptions of_port = options;
	of_port.source_port = port;
	of_port.source_port_given = true;
	const std::string why = std::move(bound->why);
	bound = Error{}; // so that the port is free again
	bound = bind_socket(of_port, other);
	if (!bound)
		return std::move(bound).error();
	bound->why = why;
	return BoundSender{std::move(other), *std::move(bound)};
}

} // namespace stamp::cli
