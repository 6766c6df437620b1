// SPDX-License-Identifier: Apache-2.0
#include "net/route_monitor.h"

#include "net/netlink.h"

namespace stamp::net {
namespace {

// A router that learns a full table has more to say than anybody waits for: the rest is read next
// time, and what does not fit in the socket is a change as well.
constexpr int datagrams_a_look = 256;

} // namespace

Result<RouteMonitor> RouteMonitor::open() {
	auto fd = open_rtnetlink({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
				  RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,
				  RTNLGRP_IPV6_RULE},
				 false);
	if (!fd)
		return std::move(fd).error().while_doing("follow the routes");
	return RouteMonitor(*std::move(fd));
}

bool RouteMonitor::has_changed() {
	bool changed = false;
	for (int i = 0; i < datagrams_a_look; i++) {
		const auto messages = receive_netlink(fd_);
		if (messages && !*messages)
			break;
		changed = true; // also when some were lost (ENOBUFS)
	}
	return changed;
}

} // namespace stamp::net
