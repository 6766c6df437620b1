// SPDX-License-Identifier: Apache-2.0
// Completions of the command line, a script for each shell: commands, options, the values that can
// be listed, files, interfaces, and those on which something of stamp is pinned.
#pragma once

#include <string>
#include <vector>

#include "pages/command_page.h"

namespace stamp::pages {

[[nodiscard]] std::string bash_completion(const std::vector<CommandPage> &pages);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandPage> &pages);
[[nodiscard]] std::string fish_completion(const std::vector<CommandPage> &pages);

// What a word behind a command is.
enum class Operand { none, interface, running, interface_or_verb, host, command };
struct Operands {
	Operand first = Operand::none;
	Operand others = Operand::none;
};
[[nodiscard]] Operands operands_of(const std::string &command);

// What an option's argument is where its values cannot be listed.
enum class Argument { none, text, file, directory, address };
[[nodiscard]] Argument argument_of(const cli::Option &option);

} // namespace stamp::pages
