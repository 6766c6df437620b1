// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <algorithm>

#include "base/log.h"
#include "base/plain_text.h"
#include "cli/agent/agent_cmd.h"
#include "cli/doctor_cmd.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "cli/parse.h"
#include "cli/print.h"
#include "cli/reflector_cmd.h"
#include "cli/sender_cmd.h"
#include "cli/stats_cmd.h"
#include "cli/version_cmd.h"

namespace stamp::cli {
namespace {

template <typename Options>
int run_parsed(const Parsed<Options> &parsed, int (*run)(const Options &), std::string (*help)()) {
	if (const auto *error = std::get_if<UsageError>(&parsed))
		return complain(*error);
	if (std::holds_alternative<HelpRequested>(parsed))
		return print(help());
	return run(std::get<Options>(parsed));
}

// A command whose output opens no file: it is there from the beginning.
template <typename Options, int (*run)(const Options &, Output &)>
int to_stdout(const Options &options) {
	return run(options, *Output::of(options));
}

int sender(const Arguments &arguments) {
	return run_parsed(parse_sender(arguments), run_sender, sender_help);
}

int reflector(const Arguments &arguments) {
	return run_parsed(parse_reflector(arguments), to_stdout<ReflectorOptions, run_reflector>,
			  reflector_help);
}

int stats(const Arguments &arguments) {
	return run_parsed(parse_stats(arguments), to_stdout<StatsOptions, run_stats>, stats_help);
}

int doctor(const Arguments &arguments) {
	return run_parsed(parse_doctor(arguments), to_stdout<DoctorOptions, run_doctor>,
			  doctor_help);
}

int agent(const Arguments &arguments) {
	return run_parsed(parse_agent(arguments), run_agent, agent_help);
}

int version(const Arguments &arguments) {
	return run_parsed(parse_version(arguments), to_stdout<VersionOptions, run_version>,
			  version_help);
}

const Command *find_command(std::string_view name) {
	const auto &all = commands();
	const auto found = std::find_if(all.begin(), all.end(),
					[name](const Command &c) { return c.name == name; });
	return found == all.end() ? nullptr : &*found;
}

int unknown(const std::string &word) {
	if (word.starts_with('-'))
		return complain(
			UsageError{word, "unknown option; give a command first", "stamp help"});
	std::vector<std::string> names;
	for (const Command &command : commands())
		names.emplace_back(command.name);
	const auto meant = nearest(word, names);
	return complain(
		UsageError{word, "unknown command", meant ? "stamp " + *meant : "stamp help"});
}

int help(const Arguments &arguments) {
	const bool about_help =
		!arguments.empty() && (arguments[0] == "-h" || arguments[0] == "--help");
	if (arguments.empty() || about_help)
		return print(overview());
	if (arguments.size() > 1)
		return complain(UsageError{"help", "takes the name of one command", "stamp help"});
	const Command *command = find_command(arguments[0]);
	return command ? print(command->help()) : unknown(arguments[0]);
}

} // namespace

const std::vector<Command> &commands() {
	static const std::vector<Command> table = {
		{"sender", "measure the path to one or more reflectors", sender, sender_help},
		{"reflector", "answer test packets on one or more interfaces", reflector,
		 reflector_help},
		{"stats", "read the counters, sessions and measurements of this host", stats,
		 stats_help},
		{"agent", "many sessions and reflectors from a configuration file", agent,
		 agent_help},
		{"doctor", "check what this host can do, what is in the way, and the cure", doctor,
		 doctor_help},
		{"version", "print versions, usable kernel hooks and supported RFCs", version,
		 version_help},
		{"help", "print this help, or that of a command: stamp help sender", help,
		 overview},
	};
	return table;
}

std::string overview() {
	std::string out = "usage: stamp COMMAND [options] [arguments]\n\n";
	out += wrapped(
		"Measures the delay in each direction, delay variation and loss of a network "
		"path with STAMP (RFC 8762). All four timestamps are taken in the kernel.",
		0);
	out += "\nCommands\n";
	for (const Command &command : commands()) {
		std::string line = "  " + std::string(command.name);
		line.resize(14, ' ');
		out += line + std::string(command.summary) + "\n";
	}
	out += "\n";
	out += wrapped(
		"Options may be given anywhere after the command: --count 50, --count=50, -c 50, "
		"-c50. Durations end in ns, us, ms, s, m or h; a bare number is seconds. Long "
		"options can also be set in the environment (STAMP_COUNT=50) or in a configuration "
		"file (--config). The command line overrides the environment, which overrides the "
		"file.",
		0);
	out += "\nExamples\n"
	       "  stamp reflector eth0                        on one host\n"
	       "  stamp sender eth0 host -c 50 -i 100ms       on another\n";
	return out;
}

int dispatch(const std::vector<std::string> &words) {
	if (words.empty()) {
		// Nothing was asked and nothing done: a script that lost its command must notice.
		write_log(overview());
		return exit_usage;
	}
	const std::string &word = words.front();
	const Arguments arguments(words.begin() + 1, words.end());
	if (word == "-h" || word == "--help")
		return help(arguments);
	if (word == "--version" || word == "-V")
		return version(arguments);
	const Command *command = find_command(word);
	if (!command)
		return unknown(word);
	for (const std::string &variable : unknown_variables())
		write_log("stamp: " + plain_text(variable) +
			  " in the environment matches no option\n");
	return command->run(arguments);
}

} // namespace stamp::cli
