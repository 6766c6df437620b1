// SPDX-License-Identifier: Apache-2.0
// What an ICMP error says of the targets of a sender.
#pragma once

#include <optional>
#include <vector>

#include "net/icmp_error.h"
#include "session/datapath.h"
#include "session/plan.h"

namespace stamp::session {

// Absent: this host itself says it, and did so when it refused the request.
[[nodiscard]] std::optional<NetworkError> network_error_of(const net::IcmpError &error,
							   const std::vector<TargetPlan> &targets);

} // namespace stamp::session
