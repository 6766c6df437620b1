// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"

namespace stamp::cli {

// Measures until done or stopped, prints, and returns the exit code.
int run_sender(const SenderOptions &options);

} // namespace stamp::cli
