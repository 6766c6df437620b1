// SPDX-License-Identifier: Apache-2.0
#include "net/local_table.h"

#include <cerrno>
#include <map>
#include <utility>

#include "net/iface.h"

namespace stamp::net {
namespace {

constexpr unsigned v4_bits = 32, v6_bits = 128;

std::optional<stamp_local_kind> kind_of(std::uint8_t type) {
	if (type == RTN_LOCAL)
		return STAMP_LOCAL_UNICAST;
	return type == RTN_BROADCAST ? std::optional(STAMP_LOCAL_BROADCAST) : std::nullopt;
}

// The table that decides for packets of an interface: a VRF has its own.
Result<std::uint32_t> table_of(int ifindex) {
	const auto iface = find_interface(ifindex);
	if (!iface)
		return iface.error();
	if (iface->vrf_table != 0)
		return iface->vrf_table;
	const auto master = iface->master != 0 ? find_interface(iface->master) : iface;
	return master && master->vrf_table != 0 ? master->vrf_table : RT_TABLE_LOCAL;
}

// Empty where there is no such table, or no such family.
Result<std::vector<LocalRoute>> routes_of(std::uint8_t family, std::uint32_t table) {
	rtmsg header{};
	header.rtm_family = family;
	NetlinkRequest request(RTM_GETROUTE, header);
	request.add(RTA_TABLE, std::as_bytes(std::span(&table, 1)));
	const auto messages = netlink_dump(request);
	std::vector<LocalRoute> routes;
	if (!messages && (messages.error().code == ENOENT || messages.error().code == EOPNOTSUPP ||
			  messages.error().code == EAFNOSUPPORT))
		return routes;
	if (!messages)
		return messages.error();
	for (const auto &message : *messages)
		if (auto route = read_local_route(message); route && route->table == table)
			routes.push_back(*route);
	return routes;
}

} // namespace

std::optional<LocalRoute> read_local_route(const NetlinkMessage &message) {
	const auto header = message.header<rtmsg>();
	if (!header || (message.type != RTM_NEWROUTE && message.type != RTM_DELROUTE) ||
	    (header->rtm_flags & RTNH_F_DEAD) != 0)
		return std::nullopt;
	const auto attributes = message.attributes<rtmsg>();
	const auto kind = kind_of(header->rtm_type);
	const auto index = attributes.get<int>(RTA_OIF);
	if (!kind || !index)
		return std::nullopt;
	LocalRoute route;
	route.index = *index;
	route.table = attributes.get<std::uint32_t>(RTA_TABLE).value_or(header->rtm_table);
	route.address.kind = *kind;
	if (header->rtm_family == AF_INET && header->rtm_dst_len <= v4_bits) {
		const auto to = attributes.get<in_addr>(RTA_DST).value_or(in_addr{});
		route.address.address = Address::from_v4(to);
		route.address.host_bits = v4_bits - header->rtm_dst_len;
	} else if (header->rtm_family == AF_INET6 && header->rtm_dst_len <= v6_bits) {
		const auto to = attributes.get<in6_addr>(RTA_DST).value_or(in6_addr{});
		route.address.address =
			Address::from_v6(to, static_cast<std::uint32_t>(route.index));
		route.address.host_bits = v6_bits - header->rtm_dst_len;
	} else {
		return std::nullopt;
	}
	return route;
}

std::vector<LocalAddress> local_addresses_of(const std::vector<LocalRoute> &routes, int ifindex) {
	// The same address may be of several interfaces, whose IPv6 scopes differ.
	std::map<std::pair<Address, unsigned>, stamp_local_kind> first;
	std::vector<LocalAddress> addresses;
	std::map<std::pair<Address, unsigned>, bool> taken;
	for (const LocalRoute &route : routes) {
		const auto key = std::pair(Address::from_raw(route.address.address.raw()),
					   route.address.host_bits);
		const auto decides = first.emplace(key, route.address.kind).first->second;
		if (route.index != ifindex || !taken.emplace(key, true).second)
			continue;
		addresses.push_back(route.address);
		addresses.back().kind = decides;
	}
	return addresses;
}

Result<std::vector<LocalAddress>> local_addresses(int ifindex) {
	const std::string doing =
		"list the addresses of interface number " + std::to_string(ifindex);
	const auto table = table_of(ifindex);
	if (!table)
		return Error(table.error()).while_doing(doing);
	std::vector<LocalRoute> routes;
	for (const std::uint8_t family : {AF_INET, AF_INET6}) {
		const auto found = routes_of(family, *table);
		if (!found)
			return Error(found.error()).while_doing(doing);
		routes.insert(routes.end(), found->begin(), found->end());
	}
	return local_addresses_of(routes, ifindex);
}

std::vector<LocalAddress> answered(std::vector<LocalAddress> own,
				   const std::vector<Address> &chosen) {
	if (chosen.empty())
		return own;
	std::erase_if(own, [](auto &a) { return a.kind == STAMP_LOCAL_UNICAST; });
	for (const Address &address : chosen)
		own.push_back({address, STAMP_LOCAL_UNICAST});
	return own;
}

} // namespace stamp::net
