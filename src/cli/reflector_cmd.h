// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"

namespace stamp::cli {

// Answers until stopped and returns the exit code.
int run_reflector(const ReflectorOptions &options);

} // namespace stamp::cli
