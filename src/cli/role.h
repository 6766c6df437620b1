// SPDX-License-Identifier: Apache-2.0
// What commands do alike: the log, how an error ends them, and the output that waits at the end.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/outlet.h"
#include "cli/options.h"
#include "session/signals.h"

namespace stamp::cli {

// The log as the options want it.
void set_up_log(const LogOptions &options);

// Reports the error with its cure; the exit code. `iface`: the interface that it may be about.
int fail(const Error &error, std::string_view iface = {});

// Writes what waits; the exit code. A reader that has gone away is no failure. `name`: of the
// output, in errors.
int finish_output(Outlet &output, session::Signals &signals, const std::string &name);

} // namespace stamp::cli
