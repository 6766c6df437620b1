// SPDX-License-Identifier: Apache-2.0
// The addresses that a reflector knows: those that it answers, and the broadcasts it does not.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "net/local_table.h"

namespace stamp::session {

// By address and host bits.
using LocalTable = std::map<std::pair<net::Address, unsigned>, stamp_local_kind>;
// As many as a datapath has room for, those that are to be answered first.
[[nodiscard]] LocalTable local_table(const std::vector<net::LocalAddress> &addresses);
// An error when there are more than a reflector answers to.
Result<void> check_room(const std::vector<net::LocalAddress> &addresses);

} // namespace stamp::session
