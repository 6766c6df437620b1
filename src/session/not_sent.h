// SPDX-License-Identifier: Apache-2.0
// Why requests do not leave this host, from the kernel's answers.
#pragma once

#include <string>

#include "net/way_out.h"
#include "stamp/not_sent.h"
#include "stats/message.h"

namespace stamp::session {

// A request that the kernel took and the egress hook never saw.
stamp_not_sent reason_of(const net::WayOut &way);
// One that it refused: errno, and whether the egress hook saw it all the same.
stamp_not_sent reason_of(int code, bool passed_egress, const net::WayOut &way);
// Whether the way out is part of the answer, or the errno says all.
bool asks_way_out(int code);

// What is in the way, by that reason.
stats::Message obstacle(stamp_not_sent reason, const net::WayOut &way, const std::string &iface);

} // namespace stamp::session
