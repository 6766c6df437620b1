// SPDX-License-Identifier: Apache-2.0
#include "pages/completion.h"

namespace stamp::pages {
namespace {

constexpr const char *head = R"sh(# SPDX-License-Identifier: Apache-2.0
# Completion of stamp(1) for fish. Written by stamp-pages from the option tables: do not edit.

# Interfaces of this network namespace.
function __stamp_interfaces
    string match -rg '^ *([^:| ]+):' < /proc/net/dev
end

# Interfaces on which something of stamp is pinned; all of them where that cannot be seen.
function __stamp_running
    set -l names
    for path in /sys/fs/bpf/stamp/*/*/
        set -a names (string replace -a : . (string split / $path)[6])
    end
    set names (printf '%s\n' $names | string match -v 'network-namespace-*' | sort -u)
    if test -n "$names"
        printf '%s\n' $names
    else
        __stamp_interfaces
    end
end

# The words behind the command that are no options.
function __stamp_operands
    string match -v -- '-*' (commandline -opc)[3..]
end

complete -c stamp -f
)sh";

std::string quoted(std::string_view text) {
	std::string out;
	for (const char c : text)
		out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
	return "'" + out + "'";
}

std::string line(const CommandPage &page, const cli::Option &option) {
	std::string out = "complete -c stamp -n '__fish_seen_subcommand_from " + page.name + "'";
	if (option.letter != '\0')
		out += std::string(" -s ") + option.letter;
	if (!option.name.empty())
		out += " -l " + option.name;
	const auto values = values_of(option);
	std::string words;
	for (const std::string &value : values)
		words += (words.empty() ? "" : " ") + value;
	const Argument argument = argument_of(option);
	if (!words.empty())
		out += " -x -a " + quoted(words);
	else if (argument == Argument::file)
		out += " -r -F";
	else if (argument == Argument::directory)
		out += " -x -a '(__fish_complete_directories)'";
	else if (argument != Argument::none && !option.takes)
		out += " -x";
	return out + " -d " + quoted(option.text) + "\n";
}

std::string operand(const std::string &condition, const std::string &words) {
	return "complete -c stamp -n '" + condition + "' -a '" + words + "'\n";
}

std::string operands() {
	const std::string none = "; and test (count (__stamp_operands)) -eq 0";
	const std::string some = "; and test (count (__stamp_operands)) -ge 1";
	const std::string verb = "; and contains -- (__stamp_operands)[1] ";
	const auto seen = [](const char *command) {
		return std::string("__fish_seen_subcommand_from ") + command;
	};
	return operand(seen("sender") + none, "auto (__stamp_interfaces)") +
	       operand(seen("sender") + some, "(__fish_print_hostnames)") +
	       operand(seen("reflector") + none, "add change del show dev (__stamp_interfaces)") +
	       operand(seen("reflector") + some + verb + "change del show", "(__stamp_running)") +
	       operand(seen("reflector") + some +
			       "; and not contains -- (__stamp_operands)[1] "
			       "change del show",
		       "(__stamp_interfaces)") +
	       operand(seen("stats") + none, "(__stamp_running)") +
	       operand(seen("doctor") + none, "(__stamp_interfaces)");
}

} // namespace

std::string fish_completion(const std::vector<CommandPage> &pages) {
	std::string out = head, names;
	for (const CommandPage &page : pages)
		names += (names.empty() ? "" : " ") + page.name;
	for (const CommandPage &page : pages)
		out += "complete -c stamp -n 'not __fish_seen_subcommand_from " + names + "' -a " +
		       page.name + " -d " + quoted(page.summary) + "\n";
	out += operand(
		"__fish_seen_subcommand_from help; and test (count (__stamp_operands)) -eq 0",
		names);
	out += operands();
	for (const CommandPage &page : pages)
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options)
				out += line(page, option);
	return out;
}

} // namespace stamp::pages
