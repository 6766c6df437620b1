// SPDX-License-Identifier: Apache-2.0
// Keys that several tables have.
#include <algorithm>

#include "cli/agent/tables.h"
#include "cli/nearest.h"
#include "cli/shared_rules.h"
#include "stats/metric_labels.h"

namespace stamp::cli {
namespace {

constexpr std::size_t longest_text = 255;

} // namespace

TableReader::Take take_text(TableReader &reader, std::string &target) {
	return [&](const TomlEntry &entry) -> Wrong {
		const auto word = only_word(entry);
		if (!word || word->empty())
			return reader.error(entry, "a text is wanted");
		if (word->size() > longest_text)
			return reader.error(entry, "at most 255 octets");
		target = *word;
		return std::nullopt;
	};
}

TableReader::Take take_iface(TableReader &reader, std::string &iface) {
	return [&](const TomlEntry &entry) -> Wrong {
		const auto word = only_word(entry);
		if (!word)
			return reader.error(entry, "the name of an interface is wanted");
		if (const auto wrong = check_iface(*word))
			return reader.error(entry, wrong->what + ": " + wrong->why, wrong->cure);
		iface = *word;
		return std::nullopt;
	};
}

TableReader::Take take_labels(TableReader &reader, stats::Labels &labels) {
	return [&](const TomlEntry &entry) -> Wrong {
		if (entry.kind != TomlEntry::Kind::table)
			return reader.error(entry, "labels are a table of texts",
					    "labels = { site = \"lon\" }");
		for (const TomlEntry &label : entry.tables.front().entries) {
			const auto word = only_word(label);
			const std::string at =
				label.name_at + ": " + reader.name() + ".labels." + label.name;
			if (!word)
				return UsageError{at, "a text is wanted", ""};
			if (!stats::is_label_name(label.name))
				return UsageError{at,
						  "a label has letters, digits and _, and does "
						  "not begin with __ or a digit",
						  ""};
			if (stats::is_metric_label(label.name))
				return UsageError{at, "metrics have a label of that name already",
						  label.name + "_name"};
			labels.emplace_back(label.name, *word);
		}
		std::sort(labels.begin(), labels.end());
		return std::nullopt;
	};
}

TableReader::Take take_profile(TableReader &reader, const Profiles &profiles,
			       const Profile *&profile) {
	return [&](const TomlEntry &entry) -> Wrong {
		const std::string name = only_word(entry).value_or("");
		const auto found = profiles.find(name);
		if (found == profiles.end()) {
			std::vector<std::string> known;
			for (const auto &[known_name, one] : profiles)
				known.push_back(known_name);
			return reader.error(entry, "there is no profile '" + name + "'",
					    nearest(name, known).value_or(""));
		}
		profile = &found->second;
		return std::nullopt;
	};
}

} // namespace stamp::cli
