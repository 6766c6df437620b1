// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"

namespace stamp::cli {

int run_stats(const StatsOptions &options); // returns the exit code

} // namespace stamp::cli
