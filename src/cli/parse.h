// SPDX-License-Identifier: Apache-2.0
// From the words of the command line, the environment and the configuration file to options. An
// option comes from the first of these that has it, in this order; else its default holds.
// The exceptions of Boost.Program_options end here.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/error_line.h"
#include "cli/options.h"

namespace stamp::cli {

using Arguments = std::vector<std::string>; // behind the name of the command

struct HelpRequested {};

template <typename Options> using Parsed = std::variant<Options, UsageError, HelpRequested>;

// The environment is read from environ(7): STAMP_INTERVAL is --interval. An unknown or empty
// variable is not an error: it need not be ours.
[[nodiscard]] Parsed<SenderOptions> parse_sender(const Arguments &arguments);
[[nodiscard]] Parsed<ReflectorOptions> parse_reflector(const Arguments &arguments);
[[nodiscard]] Parsed<StatsOptions> parse_stats(const Arguments &arguments);
[[nodiscard]] Parsed<DoctorOptions> parse_doctor(const Arguments &arguments);
[[nodiscard]] Parsed<AgentOptions> parse_agent(const Arguments &arguments);
[[nodiscard]] Parsed<VersionOptions> parse_version(const Arguments &arguments);

// Variables of the environment that look like ours and are of no command's option.
[[nodiscard]] std::vector<std::string> unknown_variables();

} // namespace stamp::cli
