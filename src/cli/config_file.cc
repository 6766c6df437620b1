// SPDX-License-Identifier: Apache-2.0
#include "cli/config_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>

namespace stamp::cli {
namespace {

constexpr std::string_view blanks = " \t\r";

// A piece of a line, and where it begins, from 0.
struct Piece {
	std::string_view text;
	std::size_t at = 0;

	[[nodiscard]] Piece part(std::size_t from,
				 std::size_t count = std::string_view::npos) const {
		return {text.substr(from, count), at + from};
	}
	[[nodiscard]] Piece trimmed() const {
		const std::size_t first = text.find_first_not_of(blanks);
		if (first == std::string_view::npos)
			return part(text.size());
		return part(first, text.find_last_not_of(blanks) - first + 1);
	}
};

class Reader {
public:
	explicit Reader(const std::string &path) : path_(path) {}

	std::optional<UsageError> take(std::string_view line) {
		number_++;
		const Piece piece = Piece{line}.part(0, line.find('#')).trimmed();
		if (piece.text.empty())
			return std::nullopt;
		if (piece.text.front() == '[')
			return take_section(piece);
		const std::size_t equals = piece.text.find('=');
		const Piece name = piece.part(0, equals).trimmed();
		if (equals == std::string_view::npos || name.text.empty())
			return UsageError{where(piece),
					  "'" + std::string(piece.text) + "' is not NAME = VALUE",
					  ""};
		const Piece value = piece.part(equals + 1).trimmed();
		entries_.push_back({section_, std::string(name.text), std::string(value.text),
				    where(name), where(value)});
		return std::nullopt;
	}
	ConfigEntries entries() && { return std::move(entries_); }

private:
	std::optional<UsageError> take_section(const Piece &piece) {
		const std::string_view name =
			piece.text.substr(1, piece.text.size() - (piece.text.size() > 1 ? 2 : 1));
		if (!piece.text.ends_with(']') || (name != "sender" && name != "reflector"))
			return UsageError{where(piece),
					  "'" + std::string(piece.text) +
						  "' is neither [sender] nor [reflector]",
					  ""};
		section_ = name;
		return std::nullopt;
	}
	[[nodiscard]] std::string where(const Piece &piece) const {
		return path_ + ":" + std::to_string(number_) + ":" + std::to_string(piece.at + 1);
	}

	const std::string &path_;
	std::size_t number_ = 0;
	std::string section_;
	ConfigEntries entries_;
};

} // namespace

std::variant<ConfigEntries, UsageError> parse_config(const std::string &path,
						     std::string_view text) {
	constexpr std::string_view byte_order_mark = "\xef\xbb\xbf"; // some editors write one
	Reader reader(path);
	if (text.starts_with(byte_order_mark))
		text.remove_prefix(byte_order_mark.size());
	while (!text.empty()) {
		const std::string_view line = text.substr(0, text.find('\n'));
		if (auto error = reader.take(line))
			return *std::move(error);
		text.remove_prefix(std::min(text.size(), line.size() + 1));
	}
	return std::move(reader).entries();
}

std::variant<ConfigEntries, UsageError> read_config(const std::string &path) {
	std::ifstream file(path);
	if (!file)
		return UsageError{path, std::generic_category().message(errno), ""};
	std::string text;
	for (std::string line; std::getline(file, line);)
		text += line + "\n";
	if (file.bad()) // a directory, say
		return UsageError{path, "cannot be read", ""};
	return parse_config(path, text);
}

} // namespace stamp::cli
