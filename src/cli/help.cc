// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <algorithm>

namespace stamp::cli {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t text_column = 28;
// Shown as a blank, but no line is broken there.
constexpr char tie = '\x1f';

std::string help_line(const Option &option) {
	std::string line = "  ";
	if (option.letter != '\0')
		line += std::string("-") + option.letter + (option.name.empty() ? "" : ", ");
	else
		line += "    ";
	if (!option.name.empty())
		line += "--" + option.name;
	if (!option.is_switch())
		line += " " + option.argument;
	// Two blanks at least, or the text begins on a line of its own.
	if (line.size() + 2 > text_column)
		line += "\n" + std::string(text_column, ' ');
	else
		line.resize(text_column, ' ');
	std::string initial = option.initial.empty() ? "" : " (default " + option.initial + ")";
	std::replace(initial.begin() + !initial.empty(), initial.end(), ' ', tie);
	return line + wrapped(option.text + initial, text_column);
}

} // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
	std::string out;
	std::size_t column = indent;
	while (!text.empty()) {
		const std::string_view word = text.substr(0, text.find(' '));
		text.remove_prefix(std::min(word.size() + 1, text.size()));
		if (column > indent && column + 1 + word.size() > width) {
			out += "\n" + std::string(indent, ' ');
			column = indent;
		}
		if (column > indent) {
			out += ' ';
			column++;
		}
		out += word;
		column += word.size();
	}
	std::replace(out.begin(), out.end(), tie, ' ');
	return out + "\n";
}

std::string help_text(const Page &page, const Table &table) {
	std::string out = "usage: " + page.usage + "\n\n" + wrapped(page.about, 0);
	for (const Group &group : table) {
		out += "\n" + group.title + "\n";
		for (const Option &option : group.options)
			out += help_line(option);
	}
	if (!page.examples.empty())
		out += "\nExamples\n";
	for (const Example &example : page.examples)
		out += "  " + example.command + "\n      " + wrapped(example.what, 6);
	return out;
}

} // namespace stamp::cli
