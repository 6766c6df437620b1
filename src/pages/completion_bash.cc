// SPDX-License-Identifier: Apache-2.0
#include "pages/completion.h"

namespace stamp::pages {
namespace {

constexpr const char *head = R"sh(# SPDX-License-Identifier: Apache-2.0
# Completion of stamp(1) for bash. Written by stamp-pages from the option tables: do not edit.

# Interfaces of this network namespace.
_stamp_interfaces() {
	local name rest
	while IFS=: read -r name rest; do
		[[ -n $rest && $name != *'|'* ]] && printf '%s\n' "${name// /}"
	done < /proc/net/dev
}

# Interfaces on which something of stamp is pinned; all of them where that cannot be seen.
_stamp_running() {
	local path name found=
	for path in /sys/fs/bpf/stamp/*/*/; do
		[[ -d $path && $path != */network-namespace-* ]] || continue
		name=${path%/*/}
		name=${name##*/}
		printf '%s\n' "${name//:/.}"
		found=yes
	done
	[[ $found ]] || _stamp_interfaces
}

_stamp_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_stamp_files() {
	compopt -o filenames 2> /dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

)sh";

constexpr const char *body = R"sh(
_stamp() {
	local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command i
	local operands=0 verb= skip=
	COMPREPLY=()
	# bash takes "=" for a word of its own.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if ((COMP_CWORD == 1)); then
		_stamp_words "$_stamp_commands"
		return
	fi
	command=${COMP_WORDS[1]}
	_stamp_value "$command $before" && return
	if [[ $cur == -* ]]; then
		_stamp_options "$command"
		return
	fi
	for ((i = 2; i < COMP_CWORD; i++)); do
		if [[ $skip ]]; then
			skip=
		elif [[ ${COMP_WORDS[i]} == = ]]; then
			skip=yes
		elif [[ ${COMP_WORDS[i]} == -* ]]; then
			_stamp_takes_value "$command ${COMP_WORDS[i]}" &&
				[[ ${COMP_WORDS[i + 1]} != = ]] && skip=yes
		elif [[ ${COMP_WORDS[i]} != dev ]]; then
			((operands++ == 0)) && verb=${COMP_WORDS[i]}
		fi
	done
	_stamp_operand "$command" "$operands" "$verb"
}

complete -F _stamp stamp
)sh";

std::string spellings(const cli::Option &option, const std::string &command) {
	std::string out;
	if (option.letter != '\0')
		out += "'" + command + " -" + option.letter + "'";
	if (!option.name.empty())
		out += (out.empty() ? "'" : " | '") + command + " --" + option.name + "'";
	return out;
}

std::string joined(const std::vector<std::string> &words) {
	std::string out;
	for (const std::string &word : words)
		out += (out.empty() ? "" : " ") + word;
	return out;
}

// How the words that an option takes are made; empty: nothing can be offered.
std::string offer(const cli::Option &option) {
	if (const auto values = values_of(option); !values.empty())
		return "_stamp_words '" + joined(values) + "'";
	switch (argument_of(option)) {
	case Argument::file:
		return "_stamp_files -f";
	case Argument::directory:
		return "_stamp_files -d";
	default:
		return ":";
	}
}

std::string options_function(const std::vector<CommandPage> &pages) {
	std::string out = "_stamp_options() {\n\tcase $1 in\n";
	for (const CommandPage &page : pages) {
		std::vector<std::string> words;
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options)
				words.push_back(option.spelling());
		if (!words.empty())
			out += "\t" + page.name + ") _stamp_words '" + joined(words) + "' ;;\n";
	}
	return out + "\tesac\n}\n\n";
}

// An argument that may be left out is written with "=": the next word is another one.
bool takes_next_word(const cli::Option &option) {
	return !option.is_switch() && option.takes == nullptr;
}

std::string value_functions(const std::vector<CommandPage> &pages) {
	std::string value = "# Offers what an option takes. Fails where it takes nothing.\n"
			    "_stamp_value() {\n\tcase $1 in\n";
	std::string all;
	for (const CommandPage &page : pages)
		for (const cli::Group &group : page.table)
			for (const cli::Option &option : group.options) {
				if (!takes_next_word(option))
					continue;
				const std::string names = spellings(option, page.name);
				value += "\t" + names + ") " + offer(option) + " ;;\n";
				all += (all.empty() ? "" : " | ") + names;
			}
	value += "\t*) return 1 ;;\n\tesac\n}\n\n";
	return value + "_stamp_takes_value() {\n\tcase $1 in\n\t" + all +
	       ") return 0 ;;\n\tesac\n\treturn 1\n}\n\n";
}

constexpr const char *operand_function = R"sh(_stamp_operand() {
	case $1:$2:$3 in
	sender:0:) _stamp_words "auto $(_stamp_interfaces)" ;;
	sender:*) mapfile -t COMPREPLY < <(compgen -A hostname -- "$cur") ;;
	reflector:0:) _stamp_words "add change del show dev $(_stamp_interfaces)" ;;
	reflector:1:change | reflector:1:del | reflector:1:show) _stamp_words "$(_stamp_running)" ;;
	reflector:1:add) _stamp_words "$(_stamp_interfaces)" ;;
	reflector:*:add | reflector:*:change | reflector:*:del | reflector:*:show) ;;
	reflector:*) _stamp_words "$(_stamp_interfaces)" ;;
	stats:0:) _stamp_words "$(_stamp_running)" ;;
	doctor:0:) _stamp_words "$(_stamp_interfaces)" ;;
	help:0:) _stamp_words "$_stamp_commands" ;;
	esac
}
)sh";

} // namespace

std::string bash_completion(const std::vector<CommandPage> &pages) {
	std::vector<std::string> names;
	for (const CommandPage &page : pages)
		names.push_back(page.name);
	return std::string(head) + "_stamp_commands='" + joined(names) + "'\n\n" +
	       options_function(pages) + value_functions(pages) + operand_function + body;
}

} // namespace stamp::pages
