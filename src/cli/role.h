// SPDX-License-Identifier: Apache-2.0
// What the sender and the reflector do alike before they start.
#pragma once

#include <string>
#include <variant>

#include "cli/options.h"
#include "session/datapath.h"
#include "session/wire_clock.h"

namespace stamp::cli {

// The log as the options want it.
void set_up_talk(const RoleOptions &options);

// The local clock, or the exit code after the reason has been told: it cannot be read, or it is
// not as --enforce-sync or --enforce-ptp demand.
std::variant<session::WireClock, int> checked_clock(const RoleOptions &options);

[[nodiscard]] stamp_format format_of(Timestamp timestamp);
// "hw" or "sw", as JSON has it.
[[nodiscard]] std::string source_name(const session::ReceiveTimes &times);
[[nodiscard]] std::string kernel_release();
[[nodiscard]] std::vector<std::string> interface_names();

// Tells the error with its cure; the exit code.
int fail(const Error &error, std::string_view wanted = {});

} // namespace stamp::cli
