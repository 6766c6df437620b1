// SPDX-License-Identifier: Apache-2.0
// stamp reflector add, change, del and show: reflectors without a process.
#pragma once

#include "cli/options.h"

namespace stamp::cli {

int run_reflector_admin(const ReflectorOptions &options); // returns the exit code

} // namespace stamp::cli
