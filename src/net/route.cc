// SPDX-License-Identifier: Apache-2.0
#include "net/route.h"

#include <cerrno>

#include <arpa/inet.h>

#include "net/iface.h"
#include "net/netlink_address.h"

namespace stamp::net {
namespace {

constexpr unsigned dscp_mask = 0xfc; // the kernel does not route by ECN

std::string route_cure(const Address &target) {
	return "ip route get " + target.text();
}

void add_port(NetlinkRequest &request, std::uint16_t type, std::uint16_t port) {
	if (port != 0)
		request.add(type, octets_of(htons(port)));
}

NetlinkRequest question(const Address &target, const Flow &flow, unsigned flags) {
	rtmsg header{};
	header.rtm_family = target.is_v4() ? AF_INET : AF_INET6;
	header.rtm_dst_len = target.is_v4() ? 32 : 128;
	header.rtm_src_len = flow.source ? header.rtm_dst_len : 0;
	header.rtm_tos = flow.tos & dscp_mask;
	header.rtm_flags = flags;
	NetlinkRequest request(RTM_GETROUTE, header);
	add_address(request, RTA_DST, target);
	if (flow.source)
		add_address(request, RTA_SRC, *flow.source);
	if (const std::uint32_t by =
		    target.scope() != 0 ? target.scope() : static_cast<std::uint32_t>(flow.by))
		request.add(RTA_OIF, octets_of(by));
	if (flow.mark != 0)
		request.add(RTA_MARK, octets_of(flow.mark));
	request.add(RTA_IP_PROTO, octets_of(std::uint8_t{IPPROTO_UDP}));
	add_port(request, RTA_SPORT, flow.source_port);
	add_port(request, RTA_DPORT, flow.destination_port);
	return request;
}

std::optional<Address> source_of(const NetlinkAttributes &attributes, bool v4, int index) {
	if (v4) {
		const auto addr = attributes.get<in_addr>(RTA_PREFSRC);
		return addr ? std::optional(Address::from_v4(*addr)) : std::nullopt;
	}
	const auto addr = attributes.get<in6_addr>(RTA_PREFSRC);
	return addr ? std::optional(Address::from_v6(*addr, static_cast<std::uint32_t>(index)))
		    : std::nullopt;
}

const char *refusal_of(std::uint8_t type) {
	switch (type) {
	case RTN_BLACKHOLE:
		return "this host's routes discard such packets (blackhole)";
	case RTN_PROHIBIT:
		return "this host's routes or rules forbid such packets (prohibit)";
	default:
		return nullptr;
	}
}

RouteKind kind_of(std::uint8_t type) {
	return type == RTN_LOCAL || type == RTN_ANYCAST ? RouteKind::local
	       : type == RTN_BROADCAST			? RouteKind::broadcast
							: RouteKind::unicast;
}

bool is_own(const Address &address) {
	const auto answer = netlink_ask(question(address, {}, 0));
	const auto header = answer ? answer->header<rtmsg>() : std::nullopt;
	return header && kind_of(header->rtm_type) == RouteKind::local;
}

// What IPv6 reports by a route's type, IPv4 reports by an error.
const char *refusal_in(const Result<NetlinkMessage> &answer) {
	if (!answer)
		return answer.error().code == EACCES   ? refusal_of(RTN_PROHIBIT)
		       : answer.error().code == EINVAL ? refusal_of(RTN_BLACKHOLE)
						       : nullptr;
	const auto header = answer->header<rtmsg>();
	return header ? refusal_of(header->rtm_type) : nullptr;
}

// The router that packets are handed to, in a struct rtvia when it is of the other family: that
// family, then the address.
std::optional<Address> gateway_of(const NetlinkAttributes &attributes, int index) {
	auto octets = attributes.find(RTA_GATEWAY);
	if (const auto via = attributes.find(RTA_VIA);
	    !octets && via && via->size() == sizeof(std::uint16_t) + sizeof(in6_addr))
		octets = via->subspan(sizeof(std::uint16_t));
	if (octets && octets->size() == sizeof(in_addr))
		return Address::from_v4(*read_as<in_addr>(*octets));
	if (octets && octets->size() == sizeof(in6_addr))
		return Address::from_v6(*read_as<in6_addr>(*octets),
					static_cast<std::uint32_t>(index));
	return std::nullopt;
}

} // namespace

Result<Route> route_to(const Address &target, const Flow &flow) {
	const std::string doing = "find a route to " + target.text();
	if (flow.source && flow.source->family() != target.family())
		return Error{EINVAL, doing + " from " + flow.source->text()};
	const auto answer = netlink_ask(question(target, flow, 0));
	if (!answer && flow.source && !is_own(*flow.source))
		return Error{EADDRNOTAVAIL, "send from " + flow.source->text()};
	if (const char *why = refusal_in(answer))
		return Error{0, doing + ": " + why, route_cure(target)};
	if (!answer)
		return Error{answer.error().code, doing};

	const auto header = answer->header<rtmsg>();
	const auto attributes = answer->attributes<rtmsg>();
	const auto index = attributes.get<int>(RTA_OIF);
	if (!header || !index || header->rtm_type == RTN_UNREACHABLE)
		return Error{ENETUNREACH, doing};
	auto iface = find_interface(*index);
	if (!iface)
		return std::move(iface).error().while_doing(doing);

	Route route;
	route.index = *index;
	route.iface = std::move(iface->name);
	route.source = flow.source ? flow.source : source_of(attributes, target.is_v4(), *index);
	route.gateway = gateway_of(attributes, *index);
	route.kind = kind_of(header->rtm_type);
	return route;
}

const char *refusal(const Address &target, const Flow &flow) {
	return refusal_in(netlink_ask(question(target, flow, 0)));
}

bool has_route(const Address &target, const Flow &flow) {
	const auto answer = netlink_ask(question(target, flow, RTM_F_FIB_MATCH));
	const auto index = answer ? answer->attributes<rtmsg>().get<int>(RTA_OIF) : std::nullopt;
	return index && (flow.by == 0 || *index == flow.by);
}

} // namespace stamp::net
