// SPDX-License-Identifier: Apache-2.0
// What the help of a command is made of, for the other texts that are made of it: manual pages,
// completions, tables of the documents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/help.h"
#include "cli/option_table.h"

namespace stamp::pages {

struct CommandPage {
	std::string name; // "sender"
	std::string summary;
	std::string manual; // "stamp-sender(1)"
	cli::Page page;
	cli::Table table; // for reading: its setters must not be called
};

[[nodiscard]] std::vector<CommandPage> command_pages();
[[nodiscard]] const CommandPage *find(const std::vector<CommandPage> &pages, std::string_view name);

// The words that an option takes, where they can be listed: "auto", "xdp", ...
[[nodiscard]] std::vector<std::string> values_of(const cli::Option &option);

} // namespace stamp::pages
