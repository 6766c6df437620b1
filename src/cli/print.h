// SPDX-License-Identifier: Apache-2.0
// Text for stdout that is no report: help.
#pragma once

#include <string>

namespace stamp::cli {

// Returns the exit code. A reader that has gone away is no error; a full disk is, and is said.
int print(const std::string &text);

} // namespace stamp::cli
