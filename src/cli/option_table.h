// SPDX-License-Identifier: Apache-2.0
// The options of a command as rows. Parsing, help, environment and configuration file all work
// from the rows; a row knows the member of the options struct that it fills.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/number.h"
#include "base/result.h"
#include "time/clock.h"

namespace stamp::cli {

// Why a value is not taken and, where there is one, what to write instead.
struct Refusal {
	std::string why;
	std::string cure;
};

using Values = std::vector<std::string>;
// Takes every value given, in order, and fills its member; the last counts where one is wanted.
using Setter = std::function<std::optional<Refusal>(const Values &)>;

struct Option {
	std::string name;     // "interval"; empty: it has a letter only
	char letter = '\0';   // 'i'; 0: it has a name only
	std::string argument; // "DUR" in the help; empty: a switch
	std::string text;
	std::string initial; // what holds when it is not given; empty: nothing to say
	Setter set;
	bool repeats = false; // every value given counts, not the last alone
	// When set, the argument may be left out (the value is "" then), and the next word is the
	// argument only if this says so. "--hist eth0" is not a histogram of eth0.
	bool (*takes)(std::string_view word) = nullptr;

	[[nodiscard]] std::string key() const;	    // "interval", "-4": Boost's name for it
	[[nodiscard]] std::string spelling() const; // "--interval", "-4"
	[[nodiscard]] bool is_switch() const { return argument.empty(); }
};

struct Group {
	std::string title;
	std::vector<Option> options;
};

using Table = std::vector<Group>;

// "interval,i", "json", ",4": as Boost.Program_options writes names. The helpers below take it.
Option toggle(std::string_view names, std::string text, bool &target);
Option text_option(std::string_view names, std::string argument, std::string text,
		   std::string &target);
Option duration_option(std::string_view names, std::string text, Duration initial, Duration min,
		       std::function<void(Duration)> store);
Option number_option(std::string_view names, std::string argument, std::string text,
		     std::string initial, std::uint64_t min, std::uint64_t max,
		     std::function<void(std::uint64_t)> store);

// The row under all the others.
Option row(std::string_view names, std::string argument, std::string text, std::string initial,
	   Setter set);

// All of its values count.
inline Option repeated(Option option) {
	option.repeats = true;
	return option;
}

template <std::unsigned_integral T>
Option number(std::string_view names, std::string argument, std::string text, T &target,
	      std::uint64_t min, std::uint64_t max) {
	return number_option(names, std::move(argument), std::move(text), std::to_string(target),
			     min, max, [&target](std::uint64_t v) { target = static_cast<T>(v); });
}

// Calls `take` for each value until one is refused.
template <typename Take> Setter each(Take take) {
	return [take](const Values &values) -> std::optional<Refusal> {
		for (const std::string &value : values)
			if (auto refusal = take(value))
				return refusal;
		return std::nullopt;
	};
}

template <typename T> struct Choice {
	std::string name;
	T value;
};

// One of a few words.
template <typename T>
Option choice(std::string_view option, std::string text, std::string initial, T &target,
	      std::vector<Choice<std::type_identity_t<T>>> choices) {
	const auto joined = [](const auto &all, const char *between) {
		std::string names;
		for (const auto &one : all)
			names += (names.empty() ? "" : between) + one.name;
		return names;
	};
	std::string argument = joined(choices, "|");
	Setter set = each([&target, joined, choices = std::move(choices)](
				  const std::string &value) -> std::optional<Refusal> {
		const auto found = std::find_if(choices.begin(), choices.end(),
						[&](const auto &one) { return one.name == value; });
		if (found == choices.end())
			return Refusal{"'" + value + "' is none of " + joined(choices, ", "), ""};
		target = found->value;
		return std::nullopt;
	});
	return row(option, std::move(argument), std::move(text), std::move(initial),
		   std::move(set));
}

using Words = std::vector<std::string_view>;
// Cut at commas: one word at least, which may be empty.
[[nodiscard]] Words split(std::string_view value);
[[nodiscard]] Values split(const Values &values);

// A repeatable option; it takes comma-separated lists, too. The same value twice counts once.
template <typename T>
Option list(std::string_view names, std::string argument, std::string text, std::string initial,
	    std::vector<T> &target, std::size_t max, Result<T> (*parse)(std::string_view)) {
	Setter set = [&target, max, parse](const Values &values) -> std::optional<Refusal> {
		target.clear();
		for (const std::string &value : split(values)) {
			auto parsed = parse(value);
			if (!parsed)
				return Refusal{parsed.error().text(), ""};
			if (std::find(target.begin(), target.end(), *parsed) == target.end())
				target.push_back(std::move(*parsed));
		}
		if (target.size() > max)
			return Refusal{"at most " + std::to_string(max) + " can be given", ""};
		return std::nullopt;
	};
	return repeated(row(names, std::move(argument), std::move(text), std::move(initial),
			    std::move(set)));
}

[[nodiscard]] const Option *find(const Table &table, std::string_view key);
[[nodiscard]] std::vector<std::string> long_names(const Table &table);

} // namespace stamp::cli
