// SPDX-License-Identifier: Apache-2.0
// The help texts: 80 columns, the options and their defaults from the tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/option_table.h"

namespace stamp::cli {

struct Example {
	std::string command;
	std::string what;
};

// What the help of a command says in addition to its options.
struct Page {
	std::string usage; // behind "usage: "
	std::string about;
	std::vector<Example> examples;
};

[[nodiscard]] std::string help_text(const Page &page, const Table &table);

// `text` in lines of at most 80 columns, all but the first indented by `indent`, which the first
// is taken to have already; ends in a newline.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent);

[[nodiscard]] Page sender_page();
[[nodiscard]] Page reflector_page();
[[nodiscard]] Page stats_page();
[[nodiscard]] Page doctor_page();
[[nodiscard]] Page agent_page();
[[nodiscard]] Page version_page();

[[nodiscard]] std::string sender_help();
[[nodiscard]] std::string reflector_help();
[[nodiscard]] std::string stats_help();
[[nodiscard]] std::string doctor_help();
[[nodiscard]] std::string agent_help();
[[nodiscard]] std::string version_help();

} // namespace stamp::cli
