// SPDX-License-Identifier: Apache-2.0
// One reflector a port of an interface, whatever its datapath is.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "net/iface.h"

namespace stamp::session {

// The name of the claim that a reflector holds on a port of an interface.
std::string reflector_claim(int ifindex, std::uint16_t port);
[[nodiscard]] Error port_in_use(const net::Interface &iface, std::uint16_t port);

} // namespace stamp::session
