// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"

namespace stamp::cli {

// Runs until a signal ends it, and returns the exit code.
int run_agent(const AgentOptions &options);

} // namespace stamp::cli
