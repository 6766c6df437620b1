// SPDX-License-Identifier: Apache-2.0
// [profile.NAME], which may inherit another one.
#include <algorithm>

#include "cli/agent/tables.h"
#include "cli/command_options.h"
#include "cli/nearest.h"
#include "time/duration.h"

namespace stamp::cli {
namespace {

constexpr std::size_t most_buckets = 64;

// As it stands in the file.
struct Raw {
	const TomlTable *table = nullptr;
	std::string inherit, inherit_at;
	Settings settings;
	std::optional<std::vector<Duration>> buckets;
	enum class State { untouched, under_way, done } state = State::untouched;
};
using RawProfiles = std::map<std::string, Raw>;

Wrong take_buckets(const TableReader &reader, const TomlEntry &entry, Raw &raw) {
	if (entry.kind != TomlEntry::Kind::words)
		return reader.error(entry, "a list of durations is wanted");
	raw.buckets.emplace();
	for (const std::string &word : entry.words) {
		const auto bound = parse_duration(word);
		if (!bound)
			return reader.error(entry, bound.error().text());
		if (*bound <= Duration::zero() ||
		    (!raw.buckets->empty() && *bound <= raw.buckets->back()))
			return reader.error(entry, "'" + word + "' is not above the bound before");
		raw.buckets->push_back(*bound);
	}
	if (raw.buckets->size() > most_buckets)
		return reader.error(entry, "at most 64 bounds");
	return std::nullopt;
}

Wrong read_raw(const TomlEntry &entry, RawProfiles &all) {
	if (entry.kind != TomlEntry::Kind::table)
		return UsageError{entry.name_at + ": profile." + entry.name, "a profile is a table",
				  "[profile." + entry.name + "]"};
	Raw &raw = all[entry.name];
	raw.table = &entry.tables.front();
	SenderOptions options;
	const Table rows = sender_table(options);
	TableReader reader(*raw.table, "profile." + entry.name);
	reader.options(rows, not_of_profiles());
	reader.on("inherit", [&](const TomlEntry &inherit) -> Wrong {
		const auto word = only_word(inherit);
		if (!word)
			return reader.error(inherit, "the name of a profile is wanted");
		raw.inherit = *word;
		raw.inherit_at = inherit.value_at + ": " + reader.name() + ".inherit";
		return std::nullopt;
	});
	reader.on("buckets",
		  [&](const TomlEntry &buckets) { return take_buckets(reader, buckets, raw); });
	return reader.read(raw.settings);
}

Wrong resolve(const std::string &name, RawProfiles &all, Profiles &profiles);

Wrong inherit(const std::string &name, Raw &raw, RawProfiles &all, Profiles &profiles) {
	const auto parent = all.find(raw.inherit);
	if (parent == all.end()) {
		std::vector<std::string> known;
		for (const auto &[other, one] : all)
			known.push_back(other);
		return UsageError{raw.inherit_at, "there is no profile '" + raw.inherit + "'",
				  nearest(raw.inherit, known).value_or("")};
	}
	if (parent->second.state == Raw::State::under_way)
		return UsageError{raw.inherit_at,
				  "'" + name + "' inherits itself through '" + raw.inherit + "'",
				  ""};
	if (auto wrong = resolve(raw.inherit, all, profiles))
		return wrong;
	const Profile &of_parent = profiles.at(raw.inherit);
	for (const auto &[key, setting] : of_parent.settings)
		raw.settings.emplace(key, setting); // what is there stays
	if (!raw.buckets)
		raw.buckets = of_parent.spec.buckets;
	return std::nullopt;
}

Wrong resolve(const std::string &name, RawProfiles &all, Profiles &profiles) {
	Raw &raw = all.at(name);
	if (raw.state == Raw::State::done)
		return std::nullopt;
	raw.state = Raw::State::under_way;
	if (!raw.inherit.empty())
		if (auto wrong = inherit(name, raw, all, profiles))
			return wrong;
	const TableReader reader(*raw.table, "profile." + name);
	auto made = sender_profile(raw.settings, reader);
	if (auto *wrong = std::get_if<UsageError>(&made))
		return std::move(*wrong);
	auto &spec = std::get<session::ProfileSpec>(made);
	spec.name = name;
	spec.buckets = raw.buckets.value_or(std::vector<Duration>{});
	profiles[name] = {raw.settings, std::move(spec)};
	raw.state = Raw::State::done;
	return std::nullopt;
}

} // namespace

Wrong read_profiles(const TomlTable &table, Profiles &profiles) {
	static const TomlTable nothing;
	RawProfiles all;
	all["default"].table = &nothing;
	for (const TomlEntry &entry : table.entries)
		if (auto wrong = read_raw(entry, all))
			return wrong;
	for (const auto &[name, raw] : all)
		if (auto wrong = resolve(name, all, profiles))
			return wrong;
	return std::nullopt;
}

} // namespace stamp::cli
