// SPDX-License-Identifier: Apache-2.0
// The operands and options of a reflector, as a whole.
#include <algorithm>
#include <array>
#include <string_view>

#include "cli/option_rules.h"
#include "cli/shared_rules.h"

namespace stamp::cli {
namespace {

using Operands = std::vector<std::string>;

struct VerbName {
	std::string_view name;
	ReflectorVerb verb;
};
constexpr std::array verbs = {
	VerbName{"add", ReflectorVerb::add}, VerbName{"change", ReflectorVerb::change},
	VerbName{"del", ReflectorVerb::del}, VerbName{"show", ReflectorVerb::show}};

// Takes the verb off the front, if there is one: "dev add" is an interface.
std::string take_verb(ReflectorOptions &options, Operands &operands) {
	for (const VerbName &row : verbs)
		if (!operands.empty() && operands.front() == row.name) {
			options.verb = row.verb;
			operands.erase(operands.begin());
			return "reflector " + std::string(row.name);
		}
	return "reflector";
}

std::optional<UsageError> take_ifaces(ReflectorOptions &options, const Operands &operands) {
	for (std::size_t i = 0; i < operands.size(); i++) {
		// "dev NAME": NAME is an interface whatever else it means.
		const bool named = operands[i] == "dev" && i + 1 < operands.size();
		const std::string &name = operands[named ? ++i : i];
		if (auto error = check_iface(name))
			return error;
		auto &ifaces = options.spec.ifaces;
		if (std::find(ifaces.begin(), ifaces.end(), name) == ifaces.end())
			ifaces.push_back(name);
	}
	return std::nullopt;
}

std::optional<UsageError> check_verb(const ReflectorOptions &o, const std::string &command) {
	using Verb = ReflectorVerb;
	const std::string help = "stamp help reflector";
	if ((o.all || o.stale) && o.verb != Verb::del)
		return UsageError{o.all ? "--all" : "--stale", "only with del",
				  "stamp reflector del"};
	if (o.all + o.stale + !o.spec.ifaces.empty() > 1)
		return UsageError{command, "give one of IFACE, --all and --stale", help};
	if (o.verb != Verb::run && o.spec.ifaces.size() > 1)
		return UsageError{command, "takes one IFACE", help};
	if (o.spec.ifaces.empty() && o.verb != Verb::show && !o.all && !o.stale)
		return UsageError{command, "IFACE is missing", help};
	const bool about_sessions = !o.session_option().empty();
	if (o.stateless && (o.spec.stateful || about_sessions))
		return UsageError{"--stateless", "a stateless reflector has no sessions",
				  "--stateless alone"};
	if (o.stateless && o.verb != Verb::change)
		return UsageError{"--stateless",
				  "only for change; a reflector is stateless without --stateful",
				  "no --stateless"};
	if (about_sessions && !o.spec.stateful && (o.verb == Verb::run || o.verb == Verb::add))
		return UsageError{command, "a stateless reflector has no sessions", "--stateful"};
	if (o.no_keys() && o.verb != Verb::change)
		return UsageError{"--key-file", "none is only for change", "no --key-file"};
	if (o.no_keys() && !o.key_dir.empty())
		return UsageError{"--key-file", "none cannot be combined with --key-dir",
				  "--key-file none alone"};
	if (o.spec.timestamp_source == TimestampSource::hardware && o.verb != Verb::run)
		return UsageError{"--timestamp-source",
				  "hw: a persistent reflector cannot follow the clock of the "
				  "network card",
				  o.spec.ifaces.empty()
					  ? "stamp reflector IFACE"
					  : "stamp reflector " + o.spec.ifaces.front() +
						    " --hook xdp --timestamp-source hw"};
	if (o.spec.hook == Hook::socket && o.verb != Verb::run)
		return UsageError{"--hook", "socket: a persistent reflector needs BPF programs",
				  "--hook auto"};
	if (o.spec.reflect_control.allow_any() && o.verb != Verb::run)
		return UsageError{"--reflect-control",
				  "a persistent reflector cannot send several replies",
				  "stamp reflector " + o.spec.ifaces.front() +
					  " --hook socket --reflect-control ..."};
	if (o.spec.report_answers && o.verb != Verb::run)
		return UsageError{"--output", "a persistent reflector has no output",
				  "stamp reflector " + o.spec.ifaces.front() + " --output"};
	return std::nullopt;
}

// BPF programs send one reply to a request: without a hook being asked for, sockets answer.
std::optional<UsageError> choose_hook(session::ReflectorSpec &spec) {
	if (!spec.reflect_control.allow_any())
		return std::nullopt;
	if (spec.hook != Hook::automatic && spec.hook != Hook::socket)
		return UsageError{"--reflect-control",
				  "BPF programs cannot send several replies to a request",
				  "--hook socket"};
	if (!spec.tlvs.process)
		return UsageError{"--reflect-control", "no TLV is processed with --tlv-policy echo",
				  "--tlv-policy process"};
	spec.hook = Hook::socket;
	return std::nullopt;
}

} // namespace

std::optional<UsageError> check_peers(const session::ReflectorSpec &spec) {
	if (spec.tlvs.process)
		return std::nullopt;
	if (spec.format != STAMP_FORMAT_NTP) // RFC 8762 4.6
		return UsageError{"--timestamp",
				  "senders of TWAMP Light (--tlv-policy echo) accept only ntp",
				  "--timestamp ntp"};
	if (!spec.ssids.empty() && spec.ssids != std::vector<std::uint16_t>{0})
		return UsageError{"--ssid",
				  "senders of TWAMP Light (--tlv-policy echo) have only session 0",
				  "--ssid 0, or --ssid all"};
	return std::nullopt;
}

std::optional<UsageError> finish(ReflectorOptions &options, const Operands &operands) {
	Operands left = operands;
	const std::string command = take_verb(options, left);
	if (auto error = take_ifaces(options, left))
		return error;
	session::ReflectorSpec &spec = options.spec;
	spec.authenticated =
		(!options.key_file.empty() && !options.no_keys()) || !options.key_dir.empty();
	if (auto error = check_keys(spec.authenticated, options.tlv_key_option()))
		return error;
	spec.keys = spec.authenticated
			    ? session::KeySource{options.key_file, options.key_dir}
			    : session::KeySource{options.tlv_key_file, options.tlv_key_dir};
	if (auto error = check_verb(options, command))
		return error;
	const bool is_about_replies =
		options.verb != ReflectorVerb::del && options.verb != ReflectorVerb::show;
	if (auto error = check_peers(spec); error && is_about_replies)
		return error;
	if (auto error = choose_hook(spec))
		return error;
	return check_source(spec);
}

} // namespace stamp::cli
