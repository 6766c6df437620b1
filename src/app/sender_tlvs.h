// SPDX-License-Identifier: Apache-2.0
// The TLVs of each session, from what was asked for and what is known of the session.
#pragma once

#include "base/result.h"
#include "session/plan.h"
#include "session/spec.h"

namespace stamp::app {

// Completes the plan of each target.
Result<void> plan_tlvs(const session::SenderSpec &spec, session::SenderPlan &plan);

} // namespace stamp::app
