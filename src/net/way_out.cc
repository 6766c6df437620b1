// SPDX-License-Identifier: Apache-2.0
#include "net/way_out.h"

#include <optional>

#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "net/iface.h"
#include "net/netlink_address.h"
#include "net/route.h"

namespace stamp::net {
namespace {

using Kind = WayOut::Kind;

// `flags`: RTM_F_FIB_MATCH asks for the entry of the table. Without it the kernel answers that a
// target without a route is on the link, for a socket that is bound to it.
Result<NetlinkMessage> ask_route(const Address &target, int ifindex, unsigned flags) {
	rtmsg header{};
	header.rtm_family = target.is_v4() ? AF_INET : AF_INET6;
	header.rtm_dst_len = target.is_v4() ? 32 : 128;
	header.rtm_flags = flags;
	NetlinkRequest request(RTM_GETROUTE, header);
	add_address(request, RTA_DST, target);
	request.add(RTA_OIF, octets_of(ifindex));
	return netlink_ask(request);
}

std::optional<Address> address_in(const NetlinkAttributes &attributes, std::uint16_t type,
				  int ifindex) {
	const auto octets = attributes.find(type);
	if (!octets)
		return std::nullopt;
	if (octets->size() == sizeof(in_addr))
		return Address::from_v4(*read_as<in_addr>(*octets));
	if (const auto v6 = read_as<in6_addr>(*octets))
		return Address::from_v6(*v6, static_cast<std::uint32_t>(ifindex));
	return std::nullopt;
}

// The one that packets to the target are handed to: a gateway, which may be of the other family, or
// the target itself.
Address next_hop(const Address &target, const NetlinkMessage &route, int ifindex) {
	const auto attributes = route.attributes<rtmsg>();
	if (const auto gateway = address_in(attributes, RTA_GATEWAY, ifindex))
		return *gateway;
	const auto via = attributes.find(RTA_VIA); // a struct rtvia: the family, then the address
	if (via && via->size() == sizeof(std::uint16_t) + sizeof(in6_addr))
		return Address::from_v6(*read_as<in6_addr>(via->subspan(sizeof(std::uint16_t))),
					static_cast<std::uint32_t>(ifindex));
	return target;
}

bool is_unresolved(const Address &neighbour, int ifindex) {
	ndmsg header{};
	header.ndm_family = neighbour.is_v4() ? AF_INET : AF_INET6;
	header.ndm_ifindex = ifindex;
	NetlinkRequest request(RTM_GETNEIGH, header);
	add_address(request, NDA_DST, neighbour);
	const auto answer = netlink_ask(request);
	if (!answer) // nobody asked for it lately
		return false;
	const auto found = answer->header<ndmsg>();
	return found && (found->ndm_state & (NUD_INCOMPLETE | NUD_FAILED)) != 0;
}

Kind look_at_link(int ifindex) {
	const auto iface = find_interface(ifindex);
	if (!iface)
		return Kind::no_interface;
	if ((iface->flags & IFF_UP) == 0)
		return Kind::link_down;
	// The kernel's own word for it, IFF_RUNNING, may be a second behind the driver's.
	const bool has_carrier = (iface->flags & IFF_LOWER_UP) != 0;
	return iface->up && has_carrier ? Kind::clear : Kind::no_carrier;
}

} // namespace

WayOut way_out(const Address &target, int ifindex) {
	if (const Kind link = look_at_link(ifindex); link != Kind::clear)
		return {link};
	const auto anywhere = route_to(target);
	if (anywhere && anywhere->is_local() && anywhere->index != ifindex)
		return {Kind::local};
	const auto bound = ask_route(target, ifindex, 0);
	if (bound && target.is_v4() && !bound->attributes<rtmsg>().find(RTA_PREFSRC))
		return {Kind::no_address};
	if (!bound || !ask_route(target, ifindex, RTM_F_FIB_MATCH)) {
		if (anywhere && anywhere->index != ifindex)
			return {Kind::other_interface, anywhere->iface};
		return {Kind::no_route};
	}
	const Address neighbour = next_hop(target, *bound, ifindex);
	if (is_unresolved(neighbour, ifindex))
		return {Kind::neighbour, neighbour.text()};
	return {};
}

} // namespace stamp::net
