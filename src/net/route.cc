// SPDX-License-Identifier: Apache-2.0
#include "net/route.h"

#include <cerrno>

#include "net/iface.h"
#include "net/netlink.h"

namespace stamp::net {
namespace {

template <typename T> Octets octets_of(const T &value) {
	return std::as_bytes(std::span(&value, 1));
}

void add_address(NetlinkRequest &request, std::uint16_t type, const Address &address) {
	if (address.is_v4())
		request.add(type, octets_of(address.v4().s_addr));
	else
		request.add(type, octets_of(address.v6().s6_addr));
}

NetlinkRequest question(const Address &target, const std::optional<Address> &source) {
	rtmsg header{};
	header.rtm_family = target.is_v4() ? AF_INET : AF_INET6;
	header.rtm_dst_len = target.is_v4() ? 32 : 128;
	header.rtm_src_len = source ? header.rtm_dst_len : 0;
	NetlinkRequest request(RTM_GETROUTE, header);
	add_address(request, RTA_DST, target);
	if (source)
		add_address(request, RTA_SRC, *source);
	if (target.scope() != 0)
		request.add(RTA_OIF, octets_of(target.scope()));
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

} // namespace

Result<Route> route_to(const Address &target, const std::optional<Address> &source) {
	const std::string doing = "find a route to " + target.text();
	if (source && source->family() != target.family())
		return Error{EINVAL, doing + " from " + source->text()};
	const auto answer = netlink_ask(question(target, source));
	if (!answer)
		return Error{answer.error().code, doing};

	const auto header = answer->header<rtmsg>();
	const auto attributes = answer->attributes<rtmsg>();
	const auto index = attributes.get<int>(RTA_OIF);
	// Of a route that refuses, IPv4 tells by an error and IPv6, at times, by the type.
	if (!header || !index || header->rtm_type == RTN_UNREACHABLE ||
	    header->rtm_type == RTN_BLACKHOLE || header->rtm_type == RTN_PROHIBIT)
		return Error{ENETUNREACH, doing};
	auto iface = find_interface(*index);
	if (!iface)
		return std::move(iface).error().while_doing(doing);

	Route route;
	route.index = *index;
	route.iface = std::move(iface->name);
	route.source = source ? source : source_of(attributes, target.is_v4(), *index);
	route.is_local = header->rtm_type == RTN_LOCAL;
	return route;
}

} // namespace stamp::net
