// SPDX-License-Identifier: Apache-2.0
#include "pages/completion.h"

namespace stamp::pages {
namespace {

constexpr const char *head = R"sh(#compdef stamp
# SPDX-License-Identifier: Apache-2.0
# Completion of stamp(1) for zsh. Written by stamp-pages from the option tables: do not edit.

# Interfaces of this network namespace.
_stamp_interfaces() {
	local -a names
	names=(${${(f)"$(tail -n +3 /proc/net/dev)"}%%:*})
	names=(${names// /})
	compadd "$@" -a names
}

# Interfaces on which something of stamp is pinned; all of them where that cannot be seen.
_stamp_running() {
	local -a names
	names=(/sys/fs/bpf/stamp/*/*(N/:h:t))
	names=(${${(u)names:#network-namespace-*}//:/.})
	if (($#names)); then
		compadd "$@" -a names
	else
		_stamp_interfaces "$@"
	fi
}

_stamp_verbs_or_interfaces() {
	compadd add change del show dev
	_stamp_interfaces "$@"
}

_stamp_reflector_operand() {
	local verb=${${(M)words:#(add|change|del|show)}[1]}
	case $verb in
	change | del | show) _stamp_running "$@" ;;
	*) _stamp_interfaces "$@" ;;
	esac
}

_stamp_auto_or_interfaces() {
	compadd auto
	_stamp_interfaces "$@"
}

)sh";

// For a text in single quotes and brackets.
std::string quoted(std::string_view text) {
	std::string out;
	for (const char c : text)
		if (c == '\'')
			out += "'\\''";
		else if (c == '[' || c == ']' || c == ':' || c == '\\')
			out += std::string("\\") + c;
		else
			out += c;
	return out;
}

std::string action(const cli::Option &option) {
	if (const auto values = values_of(option); !values.empty()) {
		std::string words;
		for (const std::string &value : values)
			words += (words.empty() ? "" : " ") + value;
		return "(" + words + ")";
	}
	switch (argument_of(option)) {
	case Argument::file:
		return "_files";
	case Argument::directory:
		return "_files -/";
	default:
		return " ";
	}
}

std::string spec(const cli::Option &option) {
	std::string argument;
	if (!option.is_switch())
		argument = std::string(option.takes ? "::" : ":") + quoted(option.argument) + ":" +
			   action(option);
	const std::string text = "[" + quoted(option.text) + "]" + argument + "'";
	const std::string letter = option.letter != '\0' ? std::string("-") + option.letter : "";
	if (letter.empty() || option.name.empty())
		return "'*" + option.spelling() + text;
	return "'*'{" + letter + ",--" + option.name + "}'" + text;
}

std::string operand(Operand kind, const std::string &place) {
	switch (kind) {
	case Operand::interface:
		return "'" + place + ":interface:_stamp_interfaces'";
	case Operand::running:
		return "'" + place + ":interface:_stamp_running'";
	case Operand::interface_or_verb:
		return "'" + place + ":interface:_stamp_verbs_or_interfaces'";
	case Operand::host:
		return "'" + place + ":host:_hosts'";
	case Operand::command:
		return "'" + place + ":command:_stamp_commands'";
	default:
		return "";
	}
}

std::string operands(const std::string &command) {
	if (command == "sender")
		return "'1:interface:_stamp_auto_or_interfaces' '*:host:_hosts'";
	if (command == "reflector")
		return "'1:interface:_stamp_verbs_or_interfaces' "
		       "'*:interface:_stamp_reflector_operand'";
	return operand(operands_of(command).first, "1");
}

std::string commands_function(const std::vector<CommandPage> &pages) {
	std::string out = "_stamp_commands() {\n\tlocal -a commands\n\tcommands=(\n";
	for (const CommandPage &page : pages)
		out += "\t\t'" + page.name + ":" + quoted(page.summary) + "'\n";
	return out + "\t)\n\t_describe command commands\n}\n\n";
}

} // namespace

std::string zsh_completion(const std::vector<CommandPage> &pages) {
	std::string out = head + commands_function(pages) +
			  "_stamp() {\n"
			  "\tif ((CURRENT == 2)); then\n\t\t_stamp_commands\n\t\treturn\n\tfi\n"
			  "\tlocal command=$words[2]\n\tshift words\n\t((CURRENT--))\n"
			  "\tcase $command in\n";
	for (const CommandPage &page : pages) {
		out += "\t" + page.name + ")\n\t\t_arguments -s -S";
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options)
				out += " \\\n\t\t\t" + spec(option);
		if (const std::string words = operands(page.name); !words.empty())
			out += " \\\n\t\t\t" + words;
		out += "\n\t\t;;\n";
	}
	return out + "\tesac\n}\n\n_stamp \"$@\"\n";
}

} // namespace stamp::pages
