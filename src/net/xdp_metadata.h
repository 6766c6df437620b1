// SPDX-License-Identifier: Apache-2.0
// What a driver hands over to programs at XDP, by the kernel's generic netlink family "netdev".
#pragma once

#include <optional>

#include "net/iface.h"

namespace stamp::net {

// Times of reception by the device's clock. Absent: the kernel does not say (before Linux 6.7).
[[nodiscard]] std::optional<bool> gives_receive_times(const Interface &iface);

} // namespace stamp::net
