// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "cli/output.h"

namespace stamp::cli {

// The first round: the exit code, and with exit_ok there is something to watch.
int report_stats(const StatsOptions &options, const stats::StatsRound &round, Output &output);
int run_stats(const StatsOptions &options, Output &output); // returns the exit code

} // namespace stamp::cli
