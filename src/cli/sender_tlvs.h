// SPDX-License-Identifier: Apache-2.0
// The TLVs of each session, from what was asked for and what is known of the session.
#pragma once

#include <optional>

#include "cli/error_line.h"
#include "session/plan.h"
#include "session/spec.h"

namespace stamp::cli {

// What is wrong with them whatever the targets are.
[[nodiscard]] std::optional<UsageError> check_tlvs(const session::SenderSpec &spec);

// Completes the plan of each target.
[[nodiscard]] std::optional<UsageError> plan_tlvs(const session::SenderSpec &spec,
						  session::SenderPlan &plan);

} // namespace stamp::cli
