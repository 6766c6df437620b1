// SPDX-License-Identifier: Apache-2.0
// Why a session cannot send.
#pragma once

#include "base/error.h"
#include "stats/agent_report.h"

namespace stamp::app {

[[nodiscard]] stats::SessionState state_of(const Error &error);

} // namespace stamp::app
