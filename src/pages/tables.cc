// SPDX-License-Identifier: Apache-2.0
#include "pages/tables.h"

#include "pages/roff.h"

namespace stamp::pages {
namespace {

constexpr std::string_view begin_mark = "<!-- commands: written by stamp-pages -->\n";
constexpr std::string_view end_mark = "<!-- end of commands -->\n";

// A bar would end the cell, and a mark of HTML would be one.
std::string cell(std::string_view text) {
	std::string out;
	for (const char c : text)
		out += c == '|'	  ? std::string("\\|")
		       : c == '<' ? std::string("&lt;")
				  : std::string(1, c);
	return out;
}

std::string spelling(const cli::Option &option) {
	std::string out;
	if (option.letter != '\0')
		out += std::string("-") + option.letter;
	if (!option.name.empty())
		out += (out.empty() ? "" : ", ") + ("--" + option.name);
	return "`" + out + (option.is_switch() ? "" : " " + option.argument) + "`";
}

// "stamp-sender.1"
std::string file_of(const std::string &manual) {
	const std::size_t bracket = manual.find('(');
	return manual.substr(0, bracket) + "." + manual.substr(bracket + 1, 1);
}

} // namespace

std::string option_document(const std::vector<CommandPage> &pages) {
	std::string out =
		"# Options\n\nOf each command, as `stamp help COMMAND` prints them. Written "
		"by `stamp-pages` from the option tables.\n";
	for (const CommandPage &page : pages) {
		if (page.table.empty())
			continue;
		out += "\n## stamp " + page.name +
		       "\n\n| Option | Meaning | Default |\n|---|---|---|\n";
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options)
				out += "| " + cell(spelling(option)) + " | " + cell(option.text) +
				       " | " + cell(option.initial) + " |\n";
	}
	return out;
}

Result<std::string> with_command_table(std::string_view document,
				       const std::vector<CommandPage> &pages) {
	const std::size_t begin = document.find(begin_mark);
	const std::size_t end = document.find(end_mark);
	if (begin == document.npos || end == document.npos || end < begin)
		return Error{0, "no marks of the table of commands"};
	std::string table = "| Command | | Manual page |\n|---|---|---|\n";
	for (const CommandPage &page : pages)
		table += "| `stamp " + page.name + "` | " + cell(page.summary) + " | [" +
			 page.manual + "](docs/man/" + file_of(page.manual) + ") |\n";
	return std::string(document.substr(0, begin + begin_mark.size())) + table +
	       std::string(document.substr(end));
}

} // namespace stamp::pages
