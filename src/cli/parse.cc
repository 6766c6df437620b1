// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <type_traits>
#include <unistd.h>

#include <boost/program_options.hpp>

#include "cli/command_options.h"
#include "cli/config_file.h"
#include "cli/nearest.h"
#include "cli/option_rules.h"

namespace stamp::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view variable_prefix = "STAMP_";

// Each value, and where it is from as an error names it: "--interval", "STAMP_INTERVAL", ...
struct Given {
	Values values;
	std::vector<std::string> where;
};
using GivenOptions = std::map<std::string, Given>; // by Option::key()

struct Words {
	GivenOptions options;
	Arguments operands;
};

std::string help_cure(const std::string &command) {
	return "stamp help " + command;
}

void add(GivenOptions &given, const std::string &key, const std::string &where,
	 const Option &option, const Values &values) {
	Given &entry = given[key];
	if (option.is_switch() && values.empty())
		entry.values.push_back("yes");
	entry.values.insert(entry.values.end(), values.begin(), values.end());
	entry.where.resize(entry.values.size(), where);
}

po::options_description describe(const Table &table) {
	po::options_description description;
	for (const Group &group : table)
		for (const Option &option : group.options) {
			const std::string names =
				option.name +
				(option.letter ? std::string(",") + option.letter : "");
			if (option.is_switch())
				description.add_options()(names.c_str(), "");
			else
				description.add_options()(names.c_str(), po::value<Values>(), "");
		}
	return description;
}

// "--hist WORD": whether WORD belongs to it is for the option to say, which Boost cannot ask.
std::vector<po::option> take_optional_argument(const Table &table, Arguments &words) {
	if (words.empty() || !words.front().starts_with("--"))
		return {};
	const Option *option = find(table, words.front().substr(2));
	if (!option || !option->takes)
		return {};
	const std::size_t taken = words.size() > 1 && option->takes(words[1]) ? 2 : 1;
	const auto end = words.begin() + static_cast<std::ptrdiff_t>(taken);
	po::option result(option->name, {taken == 2 ? words[1] : ""});
	result.original_tokens.assign(words.begin(), end);
	words.erase(words.begin(), end);
	return {result};
}

UsageError in_our_words(const po::unknown_option &error, const Table &table,
			const std::string &command) {
	const std::string token = error.get_option_name();
	const std::string option = token.substr(0, token.find('='));
	const std::string name =
		option.substr(std::min(option.find_first_not_of('-'), option.size()));
	const auto meant = nearest(name, long_names(table));
	return {option, "unknown option", meant ? "--" + *meant : help_cure(command)};
}

UsageError in_our_words(const po::invalid_syntax &error, const std::string &command) {
	const bool missing = error.kind() == po::invalid_syntax::missing_parameter ||
			     error.kind() == po::invalid_syntax::empty_adjacent_parameter;
	return {error.get_option_name(), missing ? "a value is missing" : "takes no value",
		help_cure(command)};
}

// Boost takes "-o --json" for a file called --json.
bool swallowed_an_option(const po::option &option, const Table &table) {
	if (option.original_tokens.size() < 2 || option.value.empty())
		return false;
	const std::string &value = option.value.front();
	return value.starts_with("--") && find(table, value.substr(2, value.find('=') - 2));
}

std::variant<Words, UsageError> read_words(const std::string &command, const Table &table,
					   const Arguments &arguments) {
	const po::options_description description = describe(table);
	const int style =
		po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
	try {
		const auto parsed = po::command_line_parser(arguments)
					    .options(description)
					    .style(style)
					    .extra_style_parser([&table](Arguments &words) {
						    return take_optional_argument(table, words);
					    })
					    .run();
		Words words;
		for (const po::option &option : parsed.options) {
			if (option.string_key.empty()) {
				words.operands.insert(words.operands.end(), option.value.begin(),
						      option.value.end());
				continue;
			}
			const Option &row = *find(table, option.string_key);
			if (swallowed_an_option(option, table))
				return UsageError{row.spelling(), "a value is missing",
						  help_cure(command)};
			add(words.options, row.key(), row.spelling(), row, option.value);
		}
		return words;
	} catch (const po::unknown_option &error) {
		return in_our_words(error, table, command);
	} catch (const po::invalid_syntax &error) {
		return in_our_words(error, command);
	}
}

// STAMP_DEST_PORT -> dest-port; nothing for what is not a variable of an option.
std::string option_of_variable(const Table &table, const std::string &variable) {
	if (!variable.starts_with(variable_prefix))
		return "";
	std::string name = variable.substr(variable_prefix.size());
	for (char &c : name)
		c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
	const Option *option = find(table, name);
	return option && !option->name.empty() && name != "help" ? name : "";
}

std::string variable_of_option(std::string name) {
	for (char &c : name)
		c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
	return "STAMP_" + name;
}

GivenOptions read_environment(const Table &table) {
	GivenOptions given;
	const auto parsed = po::parse_environment(
		po::options_description(), [&table](const std::string &variable) {
			return option_of_variable(table, variable);
		});
	for (const po::option &option : parsed.options)
		if (!option.value.empty() && !option.value.front().empty())
			add(given, option.string_key, variable_of_option(option.string_key),
			    *find(table, option.string_key), option.value);
	return given;
}

// An option of a section, or what is wrong with the line.
std::optional<UsageError> check_key(const ConfigEntry &entry) {
	SenderOptions sender;
	ReflectorOptions reflector;
	if (entry.section.empty())
		return UsageError{entry.name_at + ": " + entry.name,
				  "not under [sender] or [reflector]", ""};
	const Table table =
		entry.section == "sender" ? sender_table(sender) : reflector_table(reflector);
	const auto names = long_names(table);
	if (entry.name == "help" || entry.name == "config" ||
	    std::find(names.begin(), names.end(), entry.name) == names.end())
		return UsageError{entry.name_at + ": " + entry.section + "." + entry.name,
				  "unknown option",
				  nearest(entry.name, names).value_or(help_cure(entry.section))};
	return std::nullopt;
}

std::variant<GivenOptions, UsageError> read_file(const std::string &command, const Table &table,
						 const std::string &path) {
	auto read = read_config(path);
	if (auto *error = std::get_if<UsageError>(&read))
		return std::move(*error);
	GivenOptions given;
	for (const ConfigEntry &entry : std::get<ConfigEntries>(read)) {
		if (auto error = check_key(entry))
			return *error;
		if (entry.section == command)
			add(given, entry.name, entry.value_at + ": " + command + "." + entry.name,
			    *find(table, entry.name), {entry.value});
	}
	return given;
}

// Which of several values it is that an option does not take.
std::string culprit(const Option &option, const Given &given) {
	for (std::size_t i = 0; i + 1 < given.values.size(); i++)
		if (option.set({given.values[i]}))
			return given.where[i];
	return given.where.back();
}

std::optional<UsageError> fill(const Table &table, const GivenOptions &given) {
	for (const Group &group : table)
		for (const Option &option : group.options) {
			const auto entry = given.find(option.key());
			if (entry == given.end())
				continue;
			if (auto refusal = option.set(entry->second.values))
				return UsageError{culprit(option, entry->second), refusal->why,
						  refusal->cure};
		}
	return std::nullopt;
}

template <typename Options>
Parsed<Options> parse(const std::string &command, Table (*make_table)(Options &),
		      const Arguments &arguments) {
	Options options;
	const Table table = make_table(options);
	auto words = read_words(command, table, arguments);
	if (auto *error = std::get_if<UsageError>(&words))
		return std::move(*error);
	auto &[given, operands] = std::get<Words>(words);
	if (given.contains("help"))
		return HelpRequested{};

	given.merge(read_environment(table)); // what is there stays
	constexpr bool has_own_format = std::is_same_v<Options, AgentOptions>;
	if (const auto config = given.find("config"); config != given.end() && !has_own_format) {
		auto file = read_file(command, table, config->second.values.back());
		if (auto *error = std::get_if<UsageError>(&file))
			return std::move(*error);
		given.merge(std::get<GivenOptions>(file));
	}
	if (auto error = fill(table, given))
		return std::move(*error);
	if constexpr (requires { options.given; })
		for (const auto &[key, value] : given)
			options.given.insert(key);
	if (auto error = finish(options, operands))
		return std::move(*error);
	return options;
}

} // namespace

std::vector<std::string> unknown_variables() {
	SenderOptions sender;
	ReflectorOptions reflector;
	StatsOptions stats;
	const std::array tables = {sender_table(sender), reflector_table(reflector),
				   stats_table(stats)};
	std::vector<std::string> unknown;
	for (char **at = environ; at && *at; at++) {
		const std::string_view word = *at;
		const std::string name(word.substr(0, word.find('=')));
		if (name.starts_with(variable_prefix) &&
		    std::all_of(tables.begin(), tables.end(), [&](const Table &table) {
			    return option_of_variable(table, name).empty();
		    }))
			unknown.push_back(name);
	}
	std::sort(unknown.begin(), unknown.end());
	return unknown;
}

Parsed<SenderOptions> parse_sender(const Arguments &arguments) {
	return parse<SenderOptions>("sender", sender_table, arguments);
}

Parsed<ReflectorOptions> parse_reflector(const Arguments &arguments) {
	return parse<ReflectorOptions>("reflector", reflector_table, arguments);
}

Parsed<StatsOptions> parse_stats(const Arguments &arguments) {
	return parse<StatsOptions>("stats", stats_table, arguments);
}

Parsed<DoctorOptions> parse_doctor(const Arguments &arguments) {
	return parse<DoctorOptions>("doctor", doctor_table, arguments);
}

Parsed<AgentOptions> parse_agent(const Arguments &arguments) {
	return parse<AgentOptions>("agent", agent_table, arguments);
}

Parsed<VersionOptions> parse_version(const Arguments &arguments) {
	return parse<VersionOptions>("version", version_table, arguments);
}

} // namespace stamp::cli
