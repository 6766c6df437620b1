// SPDX-License-Identifier: Apache-2.0
// What the sender and the reflector do alike before they start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/options.h"
#include "session/datapath.h"
#include "session/wire_clock.h"

namespace stamp::cli {

// The log as the options want it.
void set_up_talk(const RoleOptions &options);

// The local clock, or the exit code after the reason has been told: it cannot be read, or it is
// not as --enforce-sync or --enforce-ptp demand.
std::variant<session::WireClock, int> checked_clock(const session::RoleSpec &spec);

// "hw" or "sw", as JSON has it.
[[nodiscard]] std::string source_name(const session::ReceiveTimes &times);
[[nodiscard]] std::string kernel_release();
[[nodiscard]] std::vector<std::string> interface_names();

// Tells the error with its cure; the exit code.
int fail(const Error &error, std::string_view wanted = {});

// A program with file capabilities would let any user take any port of the host, DNS or HTTPS say:
// below 1024 all but 862 are for `user` 0 alone.
std::optional<Error> check_ports(const std::vector<std::uint16_t> &ports, unsigned user);
// Of the user who started us; the exit code when there is one that is not to be had.
std::optional<int> refuse_ports(const std::vector<std::uint16_t> &ports);

} // namespace stamp::cli
