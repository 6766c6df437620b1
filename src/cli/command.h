// SPDX-License-Identifier: Apache-2.0
// The commands of stamp and the way from the words of the user to one of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stamp::cli {

struct Command {
	std::string_view name;
	std::string_view summary;
	int (*run)(const std::vector<std::string> &arguments); // returns the exit code
	std::string (*help)();
};

[[nodiscard]] const std::vector<Command> &commands();

// What `stamp help` prints.
[[nodiscard]] std::string overview();

// Runs the command that the first word names. The return value is the exit code (exit_code.h).
int dispatch(const std::vector<std::string> &words);

} // namespace stamp::cli
