// SPDX-License-Identifier: Apache-2.0
// The options of each command. A table fills the struct it was made with and must not outlive it.
#pragma once

#include "cli/option_table.h"
#include "cli/options.h"

namespace stamp::cli {

[[nodiscard]] Table sender_table(SenderOptions &options);
[[nodiscard]] Table reflector_table(ReflectorOptions &options);
[[nodiscard]] Table stats_table(StatsOptions &options);
[[nodiscard]] Table agent_table(AgentOptions &options);
[[nodiscard]] Table doctor_table(DoctorOptions &options);
[[nodiscard]] Table version_table(VersionOptions &options);

} // namespace stamp::cli
