// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/config.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

#include "cli/agent/tables.h"
#include "cli/nearest.h"

namespace stamp::cli {
namespace {

using session::AgentSpec;

constexpr const char *only_version = "1";

std::string host_name() {
	std::array<char, 256> name{};
	if (gethostname(name.data(), name.size() - 1) != 0)
		return "localhost";
	return name.data();
}

// The part of the file with this name; null: there is none.
const TomlEntry *find_entry(const TomlTable &file, std::string_view name) {
	for (const TomlEntry &entry : file.entries)
		if (entry.name == name)
			return &entry;
	return nullptr;
}

Wrong check_version(const std::string &path, const TomlTable &file) {
	const TomlEntry *version = find_entry(file, "version");
	if (!version)
		return UsageError{path + ":1:1: version", "is missing", "version = 1"};
	if (only_word(*version) != only_version)
		return UsageError{version->value_at + ": version",
				  "this stamp reads version 1 alone", "version = 1"};
	return std::nullopt;
}

constexpr std::array one_table = {"agent", "http", "profile"};
constexpr std::array many_tables = {"reflector", "session", "discovery"};

Wrong check_names(const TomlTable &file) {
	std::vector<std::string> known = {"version"};
	known.insert(known.end(), one_table.begin(), one_table.end());
	known.insert(known.end(), many_tables.begin(), many_tables.end());
	for (const TomlEntry &entry : file.entries) {
		if (std::find(known.begin(), known.end(), entry.name) == known.end())
			return UsageError{entry.name_at + ": " + entry.name, "unknown key",
					  nearest(entry.name, known).value_or("")};
		const bool is_one = std::find(one_table.begin(), one_table.end(), entry.name) !=
				    one_table.end();
		if (is_one && entry.kind != TomlEntry::Kind::table)
			return UsageError{entry.name_at + ": " + entry.name, "a table is wanted",
					  "[" + entry.name + "]"};
		const bool is_empty = entry.kind == TomlEntry::Kind::words && entry.words.empty();
		if (!is_one && entry.name != "version" && !is_empty &&
		    entry.kind != TomlEntry::Kind::tables)
			return UsageError{entry.name_at + ": " + entry.name,
					  "a list of tables is wanted", "[[" + entry.name + "]]"};
	}
	return std::nullopt;
}

Wrong read_process(const TomlTable &file, AgentSpec &spec) {
	if (const TomlEntry *agent = find_entry(file, "agent"))
		if (auto wrong = read_agent(agent->tables.front(), spec))
			return wrong;
	if (const TomlEntry *http = find_entry(file, "http"))
		if (auto wrong = read_http(http->tables.front(), spec.http))
			return wrong;
	return std::nullopt;
}

Wrong read_lists(const TomlTable &file, const Profiles &profiles, AgentSpec &spec) {
	for (const TomlEntry &entry : file.entries)
		for (const TomlTable &table : entry.tables) {
			Wrong wrong;
			if (entry.name == "reflector")
				wrong = read_reflector(table, spec);
			else if (entry.name == "session")
				wrong = read_session(table, profiles, spec);
			else if (entry.name == "discovery")
				wrong = read_discovery(table, profiles, spec);
			if (wrong)
				return wrong;
		}
	return std::nullopt;
}

} // namespace

std::variant<AgentSpec, UsageError> parse_agent_config(const std::string &path,
						       std::string_view text) {
	auto parsed = parse_toml(path, text);
	if (auto *wrong = std::get_if<UsageError>(&parsed))
		return std::move(*wrong);
	const TomlTable &file = std::get<TomlTable>(parsed);
	if (auto wrong = check_names(file))
		return *std::move(wrong);
	if (auto wrong = check_version(path, file))
		return *std::move(wrong);
	AgentSpec spec;
	spec.name = host_name();
	if (auto wrong = read_process(file, spec))
		return *std::move(wrong);
	Profiles profiles;
	const TomlEntry *given = find_entry(file, "profile");
	if (auto wrong = read_profiles(given ? given->tables.front() : TomlTable(), profiles))
		return *std::move(wrong);
	for (const auto &[name, profile] : profiles)
		spec.profiles.push_back(profile.spec);
	if (auto wrong = read_lists(file, profiles, spec))
		return *std::move(wrong);
	return spec;
}

std::variant<AgentSpec, UsageError> read_agent_config(const std::string &path) {
	std::ifstream file(path, std::ios::binary);
	if (!file)
		return UsageError{path, std::generic_category().message(errno), ""};
	const std::string text(std::istreambuf_iterator<char>(file), {});
	if (file.bad() || (text.empty() && file.fail()))
		return UsageError{path, "cannot be read", ""};
	return parse_agent_config(path, text);
}

} // namespace stamp::cli
