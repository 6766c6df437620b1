// SPDX-License-Identifier: Apache-2.0
// stamp reflector add, change, del and show: reflectors without a process.
#pragma once

#include "app/persistent_reflector.h"
#include "cli/options.h"
#include "cli/output.h"

namespace stamp::cli {

// What show found; the exit code.
int report_persistent(const ReflectorOptions &options, const app::PersistentReflectors &found,
		      Output &output);
// Returns the exit code.
int run_reflector_admin(const ReflectorOptions &options, Output &output);

} // namespace stamp::cli
