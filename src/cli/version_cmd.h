// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "cli/output.h"

namespace stamp::cli {

int run_version(const VersionOptions &options, Output &output); // returns the exit code

} // namespace stamp::cli
