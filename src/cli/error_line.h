// SPDX-License-Identifier: Apache-2.0
// How an error is reported: "stamp: <what>: <why>" and, where there is one, "try: <cure>".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "stats/message.h"

namespace stamp::cli {

// The command line, the environment or the configuration file is not right.
struct UsageError {
	std::string what; // "--interval", "STAMP_INTERVAL", "sender"
	std::string why;
	std::string cure; // may be empty
};

// An error of what is asked for, in the words of the option that asks for it.
[[nodiscard]] std::optional<UsageError> usage_of(const Error &error);

// Both lines, or the first alone when there is no cure. Whatever the words hold (they quote the
// user), a line stays one line of plain_text().
[[nodiscard]] std::string error_lines(std::string_view what_and_why, std::string_view cure = {});

// To stderr. The return value is the exit code: exit_usage, or that of exit_code_for().
int complain(const UsageError &error);
int complain(const Error &error, std::string_view cure);

// The cure for an error of a role, or nothing. `wanted` is the name that was not found and
// `known` the names that are there: interfaces for ENODEV.
[[nodiscard]] std::string hint_for(const Error &error, std::string_view wanted = {},
				   const std::vector<std::string> &known = {});

// The cure for what keeps requests from leaving, or nothing.
[[nodiscard]] std::string not_sent_cure(const stats::Message &why, const std::string &iface);

// For an error on the way up.
[[nodiscard]] int exit_code_for(const Error &error);

} // namespace stamp::cli
