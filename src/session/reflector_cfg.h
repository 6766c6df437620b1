// SPDX-License-Identifier: Apache-2.0
// What the datapath of a reflector reads of its spec.
#pragma once

#include <cstdint>
#include <vector>

#include "net/iface.h"
#include "session/spec.h"

namespace stamp::session {

[[nodiscard]] stamp_cfg reflector_cfg(const ReflectorSpec &spec, const net::Interface &iface);
// Of either role, in host order.
[[nodiscard]] std::vector<std::uint16_t> ports_of(const stamp_cfg &cfg);
// The way back, to a spec that keeps its keys. Without interfaces, rates and sessions per source,
// of which the datapath reads what they come to, and without what it has in tables: addresses,
// prefixes and identifiers.
[[nodiscard]] ReflectorSpec spec_of(const stamp_cfg &cfg);

} // namespace stamp::session
