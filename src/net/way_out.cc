// SPDX-License-Identifier: Apache-2.0
#include "net/way_out.h"

#include <cerrno>

#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "net/iface.h"
#include "net/netlink_address.h"

namespace stamp::net {
namespace {

using Kind = WayOut::Kind;

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
	if (!iface->is_set_up())
		return Kind::link_down;
	// The kernel's own word for it, IFF_RUNNING, may be a second behind the driver's.
	const bool has_carrier = (iface->flags & IFF_LOWER_UP) != 0;
	return iface->up && has_carrier ? Kind::clear : Kind::no_carrier;
}

} // namespace

WayOut way_out(const Address &target, const Flow &flow) {
	if (const Kind link = look_at_link(flow.by); link != Kind::clear)
		return {link};
	Flow unbound = flow;
	unbound.by = 0;
	const auto anywhere = route_to(target, unbound);
	if (anywhere && anywhere->is_local() && anywhere->index != flow.by)
		return {Kind::local};
	const auto bound = route_to(target, flow);
	if (bound ? target.is_v4() && !bound->source : bound.error().code == EADDRNOTAVAIL)
		return {Kind::no_address};
	// Without a route the kernel answers that an IPv4 target is on the link.
	if (!bound || !has_route(target, flow)) {
		if (anywhere && anywhere->index != flow.by)
			return {Kind::other_interface, anywhere->iface};
		const char *why = refusal(target, unbound);
		return {Kind::no_route, why ? why : ""};
	}
	const Address neighbour = bound->gateway.value_or(target);
	if (is_unresolved(neighbour, flow.by))
		return {Kind::neighbour, neighbour.text()};
	return {};
}

} // namespace stamp::net
