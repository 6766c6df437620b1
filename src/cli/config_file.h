// SPDX-License-Identifier: Apache-2.0
// A configuration file: lines of NAME = VALUE below [sender] or [reflector]; # begins a comment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/error_line.h"

namespace stamp::cli {

struct ConfigEntry {
	std::string section, name, value;
	std::string name_at, value_at; // "stamp.conf:3:1", as an error names it
};

using ConfigEntries = std::vector<ConfigEntry>;

// The entries in their order. What is no such line is an error with its line and column.
std::variant<ConfigEntries, UsageError> parse_config(const std::string &path,
						     std::string_view text);
std::variant<ConfigEntries, UsageError> read_config(const std::string &path);

} // namespace stamp::cli
