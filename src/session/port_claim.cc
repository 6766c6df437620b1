// SPDX-License-Identifier: Apache-2.0
#include "session/port_claim.h"

#include <cerrno>

namespace stamp::session {

std::string reflector_claim(int ifindex, std::uint16_t port) {
	return "reflector/" + std::to_string(ifindex) + "/" + std::to_string(port);
}

Error port_in_use(const net::Interface &iface, std::uint16_t port) {
	return {EBUSY,
		"port " + std::to_string(port) + " of " + iface.name + " has a reflector already",
		{},
		Reason::port_in_use};
}

} // namespace stamp::session
