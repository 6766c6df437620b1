// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/toml.h"

#include <algorithm>
#include <utility>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace stamp::cli {
namespace {

class Converter {
public:
	explicit Converter(const std::string &path) : path_(path) {}

	TomlTable table(const toml::table &from) {
		TomlTable table{where(from.source().begin), {}};
		std::vector<std::pair<toml::source_position, TomlEntry>> entries;
		for (const auto &[key, node] : from)
			entries.emplace_back(key.source().begin, entry(key, node));
		std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) {
			return std::pair(a.first.line, a.first.column) <
			       std::pair(b.first.line, b.first.column);
		});
		for (auto &[position, made] : entries)
			table.entries.push_back(std::move(made));
		return table;
	}

	[[nodiscard]] std::string where(const toml::source_position &at) const {
		return path_ + ":" + std::to_string(std::max(at.line, 1U)) + ":" +
		       std::to_string(std::max(at.column, 1U));
	}
	[[nodiscard]] const std::optional<UsageError> &error() const { return error_; }

private:
	TomlEntry entry(const toml::key &key, const toml::node &node) {
		TomlEntry entry;
		entry.name = std::string(key.str());
		entry.name_at = where(key.source().begin);
		entry.value_at = where(node.source().begin);
		if (const toml::table *inner = node.as_table()) {
			entry.kind = TomlEntry::Kind::table;
			entry.tables.push_back(table(*inner));
		} else if (const toml::array *list = node.as_array()) {
			take_list(*list, entry);
		} else {
			entry.words.push_back(word(node));
		}
		return entry;
	}

	void take_list(const toml::array &list, TomlEntry &entry) {
		const bool is_of_tables = !list.empty() && list.is_homogeneous<toml::table>();
		entry.kind = is_of_tables ? TomlEntry::Kind::tables : TomlEntry::Kind::words;
		for (const toml::node &node : list)
			if (is_of_tables)
				entry.tables.push_back(table(*node.as_table()));
			else
				entry.words.push_back(word(node));
	}

	std::string word(const toml::node &node) {
		if (const auto *text = node.as_string())
			return text->get();
		if (const auto *number = node.as_integer())
			return std::to_string(number->get());
		if (const auto *truth = node.as_boolean())
			return truth->get() ? "yes" : "no";
		if (const auto *number = node.as_floating_point()) {
			std::string digits = std::to_string(number->get());
			digits.erase(digits.find_last_not_of('0') + 1);
			return digits;
		}
		if (!error_)
			error_ = UsageError{where(node.source().begin),
					    "the value is no text, number, boolean or list of them",
					    ""};
		return {};
	}

	const std::string &path_;
	std::optional<UsageError> error_;
};

} // namespace

std::variant<TomlTable, UsageError> parse_toml(const std::string &path, std::string_view text) {
	const toml::parse_result parsed = toml::parse(text);
	Converter converter(path);
	if (!parsed) {
		std::string why(parsed.error().description());
		why = why.substr(0, why.find('\n'));
		return UsageError{converter.where(parsed.error().source().begin), why, ""};
	}
	TomlTable table = converter.table(parsed.table());
	if (converter.error())
		return *converter.error();
	return table;
}

std::string toml_string(std::string_view text) {
	constexpr std::string_view digits = "0123456789abcdef";
	std::string out = "\"";
	for (const char c : text) {
		const auto octet = static_cast<unsigned char>(c);
		if (octet < 0x20 || octet == 0x7f) {
			out += "\\u00";
			out += digits[octet >> 4];
			out += digits[octet & 15];
			continue;
		}
		if (c == '"' || c == '\\')
			out += '\\';
		out += c;
	}
	return out + "\"";
}

} // namespace stamp::cli
