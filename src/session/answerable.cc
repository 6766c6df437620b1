// SPDX-License-Identifier: Apache-2.0
#include "session/answerable.h"

#include <algorithm>
#include <cerrno>
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

std::optional<stats::Warning> no_addresses(const net::Interface &iface,
					   const std::vector<net::LocalAddress> &addresses) {
	const auto master = iface.master != 0 ? net::find_interface(iface.master)
					      : Result<net::Interface>(Error{ENODEV, ""});
	return no_addresses(
		iface, master && master->kind == "bridge" ? std::optional(*master) : std::nullopt,
		addresses);
}

} // namespace stamp::session
