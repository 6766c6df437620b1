// SPDX-License-Identifier: Apache-2.0
// The keys of a table that are options of a command: the rows of the option tables take their
// values, and the rules of the command look at the whole.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/agent/toml.h"
#include "cli/error_line.h"
#include "cli/option_table.h"
#include "session/agent_spec.h"

namespace stamp::cli {

struct Setting {
	Values words;
	std::string at; // of the value, with the key as an error names it
};
using Settings = std::map<std::string, Setting>; // by Option::key()

// A table of the file with the keys that have been taken from it.
class TableReader {
public:
	// `name`: as errors call it, "profile.voice".
	TableReader(const TomlTable &table, std::string name)
		: table_(table), name_(std::move(name)) {}

	using Take = std::function<std::optional<UsageError>(const TomlEntry &)>;
	// A key that is no option.
	void on(std::string key, Take take) { own_.emplace_back(std::move(key), std::move(take)); }
	// Keys that are: of `table`, but for `excluded`.
	void options(const Table &table, const std::vector<std::string_view> &excluded = {});
	// Hands out every key, or says what is wrong with one.
	std::optional<UsageError> read(Settings &settings);

	[[nodiscard]] const std::string &name() const { return name_; }
	[[nodiscard]] UsageError error(const std::string &why, const std::string &cure = {}) const {
		return {table_.at + ": " + name_, why, cure};
	}
	[[nodiscard]] UsageError error(const TomlEntry &entry, const std::string &why,
				       const std::string &cure = {}) const {
		return {entry.value_at + ": " + name_ + "." + entry.name, why, cure};
	}

private:
	const TomlTable &table_;
	std::string name_;
	std::vector<std::pair<std::string, Take>> own_;
	std::map<std::string, const Option *> options_; // by key of the file
};

// One word of an entry that has one.
[[nodiscard]] std::optional<std::string> only_word(const TomlEntry &entry);

// Fills what the rows of `table` fill.
[[nodiscard]] std::optional<UsageError> fill(const Table &table, const Settings &settings);
// An error of the rules of a command, at the place of the setting that it is about.
[[nodiscard]] UsageError at_its_place(const UsageError &error, const Settings &settings,
				      const TableReader &reader);

// "dest_port" of "dest-port".
[[nodiscard]] std::string key_of_file(std::string name);
// Lines "key = value" of what is given; `without_defaults`: but for what holds anyway.
[[nodiscard]] std::string lines_of(const Table &table, const Settings &settings,
				   bool without_defaults);

// Of a profile, or of a session in it.
[[nodiscard]] std::variant<session::ProfileSpec, UsageError>
sender_profile(const Settings &settings, const TableReader &reader);
[[nodiscard]] std::variant<session::AgentReflectorSpec, UsageError>
reflector_spec(const Settings &settings, const std::vector<std::string> &ifaces,
	       const TableReader &reader);

// What the options of a sender and a reflector are of which an agent has others, or none.
[[nodiscard]] const std::vector<std::string_view> &not_of_profiles();
[[nodiscard]] const std::vector<std::string_view> &not_of_reflectors();

} // namespace stamp::cli
