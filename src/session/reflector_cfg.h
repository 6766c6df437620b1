// SPDX-License-Identifier: Apache-2.0
// What the datapath of a reflector reads of its spec.
#pragma once

#include "net/iface.h"
#include "session/spec.h"

namespace stamp::session {

[[nodiscard]] stamp_cfg reflector_cfg(const ReflectorSpec &spec, const net::Interface &iface);

} // namespace stamp::session
