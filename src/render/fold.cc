// SPDX-License-Identifier: Apache-2.0
#include "render/fold.h"

#include <algorithm>

#include "base/utf8.h"

namespace stamp::render {

namespace {

constexpr std::string_view indent = "  ";

// How much of a full line to keep: up to a comma in its second half, or the last blank, or all.
std::size_t break_of(std::string_view line) {
	const std::size_t comma = line.rfind(", ");
	if (comma != std::string_view::npos && comma > line.size() / 2)
		return comma + 1;
	const std::size_t blank = line.rfind(' ');
	return blank != std::string_view::npos && blank != 0 ? blank : line.size();
}

} // namespace

std::size_t columns(std::string_view text) {
	std::size_t count = 0;
	for (; !text.empty(); count++)
		text.remove_prefix(first_of_utf8(text).octets);
	return count;
}

std::string_view cut(std::string_view text, std::size_t width) {
	std::size_t octets = 0;
	for (std::size_t column = 0; column < width && octets < text.size(); column++)
		octets += first_of_utf8(text.substr(octets)).octets;
	return text.substr(0, octets);
}

std::vector<std::string> fold(std::string_view text, std::size_t width) {
	std::vector<std::string> lines;
	width = std::max(width, indent.size() + 1); // each line takes a character at least
	while (true) {
		const std::string_view lead = lines.empty() ? "" : indent;
		std::string_view line = cut(text, width - lead.size());
		if (line.size() < text.size() && text[line.size()] != ' ')
			line = line.substr(0, break_of(line));
		lines.emplace_back(lead).append(line);
		text.remove_prefix(line.size());
		if (text.empty())
			return lines;
		if (text.front() == ' ')
			text.remove_prefix(1);
	}
}

} // namespace stamp::render
