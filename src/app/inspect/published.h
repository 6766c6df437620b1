// SPDX-License-Identifier: Apache-2.0
// From what processes publish that stamp at sockets to what is shown of them.
#pragma once

#include "app/inspect/read_stats.h"

namespace stamp::app {

// Of the user who asks. `iface`: empty is any.
void read_published(const std::string &iface, const SessionsWanted &wanted, StatsRead &read);

} // namespace stamp::app
