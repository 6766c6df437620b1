// SPDX-License-Identifier: Apache-2.0
// What this host can do, what is in the way, and the cure.
#pragma once

#include "cli/options.h"
#include "cli/output.h"

namespace stamp::cli {

int run_doctor(const DoctorOptions &options, Output &output);

} // namespace stamp::cli
