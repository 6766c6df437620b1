// SPDX-License-Identifier: Apache-2.0
#include "session/answerable.h"

#include <algorithm>
#include <utility>

namespace stamp::session {

std::optional<stats::Warning> no_addresses(const net::Interface &iface,
					   const std::optional<net::Interface> &bridge,
					   const std::vector<net::LocalAddress> &addresses) {
	const bool has_some =
		std::any_of(addresses.begin(), addresses.end(), [](const net::LocalAddress &a) {
			return a.kind == STAMP_LOCAL_UNICAST;
		});
	if (has_some)
		return std::nullopt;
	if (bridge)
		return stats::Warning{{stats::Kind::port_of_bridge, {iface.name, bridge->name}}};
	return stats::Warning{{stats::Kind::no_addresses, {iface.name}}};
}

} // namespace stamp::session
