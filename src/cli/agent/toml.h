// SPDX-License-Identifier: Apache-2.0
// A TOML file as the reader of a configuration wants it: keys in the order of the file, values as
// the words that an option takes, and where each stands.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/error_line.h"
#include "cli/option_table.h"

namespace stamp::cli {

struct TomlTable;

struct TomlEntry {
	enum class Kind : std::uint8_t { word, words, table, tables };

	std::string name;
	Kind kind = Kind::word;
	Values words;		       // yes or no for a boolean, digits for a number
	std::vector<TomlTable> tables; // one, if that is the kind
	std::string name_at, value_at; // "agent.toml:3:1"
};

struct TomlTable {
	std::string at;
	std::vector<TomlEntry> entries;
};

// What is not TOML, and a value that no option takes (a date, a table within a list of words), is
// an error with its place.
[[nodiscard]] std::variant<TomlTable, UsageError> parse_toml(const std::string &path,
							     std::string_view text);

// A basic string with its quotes.
[[nodiscard]] std::string toml_string(std::string_view text);

} // namespace stamp::cli
