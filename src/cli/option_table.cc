// SPDX-License-Identifier: Apache-2.0
#include "cli/option_table.h"

#include <array>

#include "time/duration.h"

namespace stamp::cli {
namespace {

// Beyond this a duration is a slip of the fingers, and sums of deadlines stay far from overflow.
constexpr Duration longest = std::chrono::hours{24 * 365};

constexpr std::array yes = {"yes", "true", "on", "1"};
constexpr std::array no = {"no", "false", "off", "0"};

std::optional<Refusal> store_switch(const std::string &value, bool &target) {
	const bool on = std::find(yes.begin(), yes.end(), value) != yes.end();
	if (!on && std::find(no.begin(), no.end(), value) == no.end())
		return Refusal{"'" + value + "' is neither yes nor no", ""};
	target = on;
	return std::nullopt;
}

} // namespace

std::string Option::key() const {
	return name.empty() ? std::string("-") + letter : name;
}

std::string Option::spelling() const {
	return name.empty() ? key() : "--" + name;
}

Option row(std::string_view names, std::string argument, std::string text, std::string initial,
	   Setter set) {
	Option option;
	const std::size_t comma = names.find(',');
	option.name = names.substr(0, comma);
	if (comma != std::string_view::npos)
		option.letter = names.at(comma + 1);
	option.argument = std::move(argument);
	option.text = std::move(text);
	option.initial = std::move(initial);
	option.set = std::move(set);
	return option;
}

Option toggle(std::string_view names, std::string text, bool &target) {
	return row(names, "", std::move(text), "", each([&target](const std::string &value) {
			   return store_switch(value, target);
		   }));
}

Option text_option(std::string_view names, std::string argument, std::string text,
		   std::string &target) {
	auto take = [&target](const std::string &value) -> std::optional<Refusal> {
		if (value.empty())
			return Refusal{"the value is empty", ""};
		target = value;
		return std::nullopt;
	};
	return row(names, std::move(argument), std::move(text), target, each(take));
}

Option duration_option(std::string_view names, std::string text, Duration initial, Duration min,
		       std::function<void(Duration)> store) {
	auto take = [min, store](const std::string &value) -> std::optional<Refusal> {
		const auto parsed = parse_duration(value);
		if (!parsed)
			return Refusal{parsed.error().text(), ""};
		if (*parsed < min)
			return Refusal{"'" + value + "' is too short: " + format_duration(min) +
					       " is the least",
				       ""};
		if (*parsed > longest)
			return Refusal{"'" + value + "' is too long: a year is the most", ""};
		store(*parsed);
		return std::nullopt;
	};
	return row(names, "DUR", std::move(text),
		   initial == Duration::zero() ? "" : format_duration(initial), each(take));
}

Option number_option(std::string_view names, std::string argument, std::string text,
		     std::string initial, std::uint64_t min, std::uint64_t max,
		     std::function<void(std::uint64_t)> store) {
	auto take = [min, max, store](const std::string &value) -> std::optional<Refusal> {
		const auto parsed = parse_number(value, min, max);
		if (!parsed)
			return Refusal{parsed.error().text(), ""};
		store(*parsed);
		return std::nullopt;
	};
	return row(names, std::move(argument), std::move(text), std::move(initial), each(take));
}

Words split(std::string_view value) {
	Words words;
	for (std::size_t comma; (comma = value.find(',')) != value.npos;
	     value.remove_prefix(comma + 1))
		words.push_back(value.substr(0, comma));
	words.push_back(value);
	return words;
}

Values split(const Values &values) {
	Values parts;
	for (const std::string &value : values)
		for (const std::string_view word : split(value))
			parts.emplace_back(word);
	return parts;
}

const Option *find(const Table &table, std::string_view key) {
	for (const Group &group : table)
		for (const Option &option : group.options)
			if (option.key() == key)
				return &option;
	return nullptr;
}

std::vector<std::string> long_names(const Table &table) {
	std::vector<std::string> names;
	for (const Group &group : table)
		for (const Option &option : group.options)
			if (!option.name.empty())
				names.push_back(option.name);
	return names;
}

} // namespace stamp::cli
