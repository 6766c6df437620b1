// SPDX-License-Identifier: Apache-2.0
#include "app/way.h"

#include <cerrno>
#include <optional>

#include "net/resolve.h"
#include "net/udp_socket.h"
#include "session/flow.h"

namespace stamp::app {
namespace {

Result<std::vector<net::Address>>
look_up(const session::SenderSpec &spec, const net::HostPort &target, const net::Interface *iface) {
	return net::resolve(target.host, family_of(spec), iface ? iface->name : "");
}

Error no_host(const net::Endpoint &target, const char *why) {
	return {0, target.text() + " is " + why, {}, Reason::contradiction};
}

struct Candidate {
	Result<Way> way;
	bool is_best = false; // no other address can be better
};

// From a socket that is bound to an interface the kernel sends even what its routes refuse, as if
// to a neighbour: nobody would ever answer.
std::optional<Error> refused_everywhere(const net::Address &target, net::Flow flow) {
	flow.by = 0;
	const auto route = net::route_to(target, flow);
	if (route || (route.error().code != 0 && route.error().code != EHOSTUNREACH))
		return std::nullopt;
	return route.error();
}

Candidate judge(const net::Endpoint &target, const net::Interface *iface, const net::Flow &flow) {
	if (target.address.is_multicast() || target.address.is_unspecified())
		return {no_host(target, "no host")};
	const auto route = net::route_to(target.address, flow);
	const bool is_good =
		route && (!iface || iface->is_loopback ||
			  (!route->is_local() && net::has_route(target.address, flow)));
	if (!is_good && iface)
		if (auto refused = refused_everywhere(target.address, flow))
			return {*std::move(refused)};
	if (!route)
		return {route.error()};
	if (route->kind == net::RouteKind::broadcast)
		return {no_host(target, "a broadcast address, not a host")};
	const auto source =
		flow.source	? Result<net::Address>(*flow.source)
		: route->source ? Result<net::Address>(*route->source)
				: net::local_address_for(target.address, iface ? iface->name : "");
	if (!source)
		return {source.error()};
	return {Way{target, *source, route->index, route->is_local()}, is_good};
}

} // namespace

net::Family family_of(const session::SenderSpec &spec) {
	return spec.source && spec.family == net::Family::any ? spec.source->family() : spec.family;
}

Result<Way> best_way(const session::SenderSpec &spec, const std::vector<net::Address> &addresses,
		     std::uint16_t to_port, const net::Interface *iface, std::uint16_t port) {
	const net::Flow flow = session::flow_of(spec, iface ? iface->index : 0, port, to_port);
	std::optional<Result<Way>> second_best, failure;
	for (const net::Address &address : addresses) {
		Candidate candidate = judge({address, to_port}, iface, flow);
		if (candidate.is_best)
			return candidate.way;
		auto &kept = candidate.way ? second_best : failure;
		if (!kept)
			kept = std::move(candidate.way);
	}
	return second_best ? *std::move(second_best) : *std::move(failure);
}

Result<Way> find_way(const session::SenderSpec &spec, const net::HostPort &target,
		     const net::Interface *iface, std::uint16_t port) {
	const auto addresses = look_up(spec, target, iface);
	if (!addresses)
		return addresses.error();
	return best_way(spec, *addresses, target.port.value_or(spec.dest_port), iface, port);
}

} // namespace stamp::app
