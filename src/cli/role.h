// SPDX-License-Identifier: Apache-2.0
// What commands do alike: the log, and how an error ends them.
#pragma once

#include <string_view>

#include "base/error.h"
#include "cli/options.h"

namespace stamp::cli {

// The log as the options want it.
void set_up_log(const RoleOptions &options);

// Reports the error with its cure; the exit code. `iface`: the interface that it may be about.
int fail(const Error &error, std::string_view iface = {});

} // namespace stamp::cli
