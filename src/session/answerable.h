// SPDX-License-Identifier: Apache-2.0
// Has an interface anything that can be answered for?
#pragma once

#include <optional>
#include <vector>

#include "net/iface.h"
#include "net/local_table.h"
#include "stats/report.h"

namespace stamp::session {

// Without a single unicast address nothing is answered: why, and what to do about it. `bridge`: if
// the interface is a port of one. Pure.
std::optional<stats::Warning> no_addresses(const net::Interface &iface,
					   const std::optional<net::Interface> &bridge,
					   const std::vector<net::LocalAddress> &addresses);

} // namespace stamp::session
