// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/settings.h"

#include <algorithm>
#include <utility>

#include "cli/command_options.h"
#include "cli/nearest.h"
#include "cli/option_rules.h"
#include "time/duration.h"

namespace stamp::cli {
namespace {

bool is_number(std::string_view word) {
	return !word.empty() && word.size() < 19 && (word == "0" || word.front() != '0') &&
	       word.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string value_of(const Option &option, const std::string &word) {
	if (option.is_switch() && (word == "yes" || word == "no"))
		return word == "yes" ? "true" : "false";
	return is_number(word) ? word : toml_string(word);
}

// The same value in one form: "1s" of "1000ms".
std::string canonical(const Option &option, const std::string &word) {
	if (option.argument != "DUR")
		return word;
	const auto parsed = parse_duration(word);
	return parsed ? format_duration(*parsed) : word;
}

// "--hook xdp" in the words of the file.
std::string cure_in_file(const std::string &cure) {
	if (!cure.starts_with("--"))
		return cure.starts_with("stamp help") ? "" : cure;
	const std::size_t end = std::min(cure.find_first_of(" ="), cure.size());
	const std::string value = cure.substr(std::min(end + 1, cure.size()));
	const std::string key = key_of_file(cure.substr(2, end - 2));
	if (value == "alone")
		return key + " alone";
	return key + " = " +
	       (value.empty()	   ? "true"
		: is_number(value) ? value
				   : toml_string(value));
}

} // namespace

const std::vector<std::string_view> &not_of_profiles() {
	static const std::vector<std::string_view> names = {
		"count", "duration", "json",   "quiet",	    "verbose",	"lines", "report",
		"hist",	 "histpath", "config", "fail-loss", "fail-rtt", "debug", "help",
	};
	return names;
}

const std::vector<std::string_view> &not_of_reflectors() {
	static const std::vector<std::string_view> names = {
		"stateless", "all",	"stale",  "output", "json",
		"quiet",     "verbose", "config", "debug",  "help",
	};
	return names;
}

std::string key_of_file(std::string name) {
	std::replace(name.begin(), name.end(), '-', '_');
	return name;
}

std::optional<std::string> only_word(const TomlEntry &entry) {
	if (entry.kind != TomlEntry::Kind::word)
		return std::nullopt;
	return entry.words.front();
}

void TableReader::options(const Table &table, const std::vector<std::string_view> &excluded) {
	for (const Group &group : table)
		for (const Option &option : group.options)
			if (!option.name.empty() && std::find(excluded.begin(), excluded.end(),
							      option.name) == excluded.end())
				options_.emplace(key_of_file(option.name), &option);
}

std::optional<UsageError> TableReader::read(Settings &settings) {
	for (const TomlEntry &entry : table_.entries) {
		const auto own = std::find_if(own_.begin(), own_.end(), [&](const auto &one) {
			return one.first == entry.name;
		});
		if (own != own_.end()) {
			if (auto wrong = own->second(entry))
				return wrong;
			continue;
		}
		const auto option = options_.find(entry.name);
		if (option == options_.end()) {
			std::vector<std::string> known;
			for (const auto &[key, take] : own_)
				known.push_back(key);
			for (const auto &[key, row] : options_)
				known.push_back(key);
			return UsageError{entry.name_at + ": " + name_ + "." + entry.name,
					  "unknown key", nearest(entry.name, known).value_or("")};
		}
		const bool is_list = entry.kind == TomlEntry::Kind::words;
		if (!is_list && entry.kind != TomlEntry::Kind::word)
			return error(entry, "a table is no value of it");
		if (is_list && !option->second->repeats)
			return error(entry, "takes one value, no list");
		settings[option->second->key()] = {entry.words, entry.value_at + ": " + name_ +
									"." + entry.name};
	}
	return std::nullopt;
}

std::optional<UsageError> fill(const Table &table, const Settings &settings) {
	for (const Group &group : table)
		for (const Option &option : group.options) {
			const auto given = settings.find(option.key());
			if (given == settings.end())
				continue;
			if (auto refusal = option.set(given->second.words))
				return UsageError{given->second.at, refusal->why,
						  cure_in_file(refusal->cure)};
		}
	return std::nullopt;
}

UsageError at_its_place(const UsageError &error, const Settings &settings,
			const TableReader &reader) {
	if (error.what.starts_with("--"))
		if (const auto given = settings.find(error.what.substr(2)); given != settings.end())
			return {given->second.at, error.why, cure_in_file(error.cure)};
	const std::string what =
		error.what.starts_with("--") ? key_of_file(error.what.substr(2)) + ": " : "";
	return reader.error(what + error.why, cure_in_file(error.cure));
}

std::string lines_of(const Table &table, const Settings &settings, bool without_defaults) {
	std::string lines;
	for (const Group &group : table)
		for (const Option &option : group.options) {
			const auto given = settings.find(option.key());
			if (given == settings.end())
				continue;
			Values words;
			for (const std::string &word : given->second.words)
				words.push_back(canonical(option, word));
			// Absent, these two mean more than their usual value.
			const bool is_usual = option.name != "length" &&
					      option.name != "source-port" &&
					      words == Values{option.initial};
			const bool is_off = option.is_switch() && words == Values{"no"};
			if (without_defaults && (is_usual || is_off))
				continue;
			std::string value;
			for (const std::string &word : words)
				value += (value.empty() ? "" : ", ") + value_of(option, word);
			lines += key_of_file(option.name) + " = " +
				 (option.repeats ? "[" + value + "]" : value) + "\n";
		}
	return lines;
}

std::variant<session::ProfileSpec, UsageError> sender_profile(const Settings &settings,
							      const TableReader &reader) {
	SenderOptions options;
	const Table table = sender_table(options);
	if (auto error = fill(table, settings))
		return *std::move(error);
	// The rules want a target: one that says nothing.
	if (auto error = finish(options, {"auto", "target.invalid"}))
		return at_its_place(*error, settings, reader);
	session::ProfileSpec profile;
	profile.settings = std::move(options.spec);
	profile.settings.targets.clear();
	profile.words = lines_of(table, settings, true);
	profile.given = lines_of(table, settings, false);
	return profile;
}

std::variant<session::AgentReflectorSpec, UsageError>
reflector_spec(const Settings &settings, const std::vector<std::string> &ifaces,
	       const TableReader &reader) {
	ReflectorOptions options;
	const Table table = reflector_table(options);
	if (auto error = fill(table, settings))
		return *std::move(error);
	for (const auto &[key, setting] : settings)
		options.given.insert(key);
	std::vector<std::string> operands;
	for (const std::string &iface : ifaces) {
		operands.emplace_back("dev");
		operands.push_back(iface);
	}
	if (auto error = finish(options, operands))
		return at_its_place(*error, settings, reader);
	return session::AgentReflectorSpec{std::move(options.spec), lines_of(table, settings, true),
					   lines_of(table, settings, false)};
}

} // namespace stamp::cli
