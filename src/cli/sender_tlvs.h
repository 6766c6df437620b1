// SPDX-License-Identifier: Apache-2.0
// The TLVs of each session, from what was asked for and what is known of the session.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "cli/error_line.h"
#include "cli/options.h"
#include "cli/sender_plan.h"
#include "session/tlv_account.h"

namespace stamp::cli {

// What is wrong with them whatever the targets are.
[[nodiscard]] std::optional<UsageError> check_tlvs(const SenderOptions &options);

// One per target, or none when none were asked for. Our own port is not known yet.
std::variant<std::vector<session::TlvSettings>, UsageError> plan_tlvs(const SenderOptions &options,
								      const SenderPlan &plan);

} // namespace stamp::cli
