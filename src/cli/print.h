// SPDX-License-Identifier: Apache-2.0
// Text that a command itself has for stdout: help and version.
#pragma once

#include <string>

namespace stamp::cli {

// Returns the exit code. A reader that has gone away is no error; a full disk is, and is said.
int print(const std::string &text);

} // namespace stamp::cli
