// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "cli/output.h"

namespace stamp::cli {

// Answers until stopped and returns the exit code.
int run_reflector(const ReflectorOptions &options, Output &output);

} // namespace stamp::cli
