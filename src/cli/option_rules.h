// SPDX-License-Identifier: Apache-2.0
// What one option alone cannot decide: the operands, and options that do not go together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/error_line.h"
#include "cli/options.h"

namespace stamp::cli {

// Each moves the operands into `options` and looks at the whole.
[[nodiscard]] std::optional<UsageError> finish(SenderOptions &options,
					       const std::vector<std::string> &operands);
[[nodiscard]] std::optional<UsageError> finish(ReflectorOptions &options,
					       const std::vector<std::string> &operands);
[[nodiscard]] std::optional<UsageError> finish(StatsOptions &options,
					       const std::vector<std::string> &operands);
[[nodiscard]] std::optional<UsageError> finish(DoctorOptions &options,
					       const std::vector<std::string> &operands);
[[nodiscard]] std::optional<UsageError> finish(AgentOptions &options,
					       const std::vector<std::string> &operands);
[[nodiscard]] std::optional<UsageError> finish(VersionOptions &options,
					       const std::vector<std::string> &operands);

// Those a reflector is for, and what they can read; for `change` with what is running already.
[[nodiscard]] std::optional<UsageError> check_peers(const session::ReflectorSpec &spec);

} // namespace stamp::cli
