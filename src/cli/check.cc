// SPDX-License-Identifier: Apache-2.0
#include "cli/check.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/sender_tlvs.h"

namespace stamp::cli {
namespace {

constexpr std::size_t longest_iface = 15;

using Operands = std::vector<std::string>;

struct VerbName {
	std::string_view name;
	ReflectorVerb verb;
};
constexpr std::array verbs = {
	VerbName{"add", ReflectorVerb::add}, VerbName{"change", ReflectorVerb::change},
	VerbName{"del", ReflectorVerb::del}, VerbName{"show", ReflectorVerb::show}};

// The kernel's own rule for the name of an interface (dev_valid_name(); IFNAMSIZ is 16).
std::optional<UsageError> check_iface(const std::string &name) {
	const bool odd = std::any_of(name.begin(), name.end(), [](unsigned char c) {
		constexpr unsigned char no_break_space = 0xa0; // of Latin-1, as the kernel has it
		return c == ' ' || (c >= '\t' && c <= '\r') || c == no_break_space || c == '/' ||
		       c == ':';
	});
	if (name.empty() || name.size() > longest_iface || odd)
		return UsageError{"'" + name + "'", "no such interface", "ip link"};
	return std::nullopt;
}

bool is_address(const std::string &word) {
	return net::Address::parse(word) || word.find_first_of("[:") != std::string::npos;
}

// "192.0.2.2 eth0", "edge7.example.net eth0": the words are in the wrong order, or one is missing.
std::optional<UsageError> check_order(const Operands &operands) {
	const std::string &first = operands.front();
	const bool is_name = check_iface(first) && first.find('.') != std::string::npos;
	if (!is_address(first) && !is_name)
		return check_iface(first);
	const auto may_be_iface = [](const std::string &word) {
		return !is_address(word) && !check_iface(word);
	};
	std::string iface = "auto", hosts;
	if (std::count_if(operands.begin(), operands.end(), may_be_iface) == 1)
		iface = *std::find_if(operands.begin(), operands.end(), may_be_iface);
	for (const std::string &word : operands)
		hosts += word == iface ? "" : " " + word;
	return UsageError{"sender",
			  "'" + first + "' is not an interface: give IFACE first, then HOST",
			  "stamp sender " + iface + hosts};
}

std::optional<UsageError> take_targets(SenderOptions &options, const Operands &operands) {
	for (std::size_t i = 1; i < operands.size(); i++) {
		auto target = net::HostPort::parse(operands[i]);
		if (!target)
			return UsageError{"sender", target.error().text(), ""};
		options.spec.targets.push_back(std::move(*target));
	}
	if (options.spec.targets.size() > STAMP_MAX_SESSIONS)
		return UsageError{"sender",
				  "at most " + std::to_string(STAMP_MAX_SESSIONS) + " HOSTs", ""};
	return std::nullopt;
}

// RFC 8972 4: the header of a TLV alone takes 4 octets.
std::optional<UsageError> check_length(const session::SenderSpec &spec) {
	const std::size_t base = spec.base_octets(), length = spec.octets();
	const std::size_t least_tlv = sizeof(stamp_tlv);
	const std::string lengths =
		"-l " + std::to_string(base) + " or -l " + std::to_string(base + least_tlv);
	if (length < base)
		return UsageError{"--length",
				  "an authenticated packet has at least " + std::to_string(base) +
					  " octets",
				  lengths};
	if (length > base && length < base + least_tlv)
		return UsageError{"--length",
				  std::to_string(base + 1) + " to " +
					  std::to_string(base + least_tlv - 1) +
					  " octets cannot be built: an Extra Padding TLV takes at "
					  "least 4",
				  lengths};
	return std::nullopt;
}

// `option`: the one that names a key for TLVs; empty: none does.
std::optional<UsageError> check_keys(bool authenticated, const std::string &option) {
	if (authenticated && !option.empty())
		return UsageError{option,
				  "in authenticated mode one key signs packets and TLVs",
				  "--key-file alone"};
	return std::nullopt;
}

// Only XDP comes before the kernel lets go of the card's times.
std::optional<UsageError> check_source(const session::RoleSpec &spec) {
	if (spec.timestamp_source == TimestampSource::hardware && spec.hook != Hook::xdp)
		return UsageError{
			"--timestamp-source",
			"hw: receive timestamps of the network card need XDP",
			"--hook xdp"};
	return std::nullopt;
}

std::optional<UsageError> check_sender(const SenderOptions &o) {
	const session::SenderSpec &spec = o.spec;
	if (spec.is_load() && !o.force)
		return UsageError{"--interval", "an interval below 1 ms is a load test",
				  "--force"};
	if (spec.source && spec.family != net::Family::any && spec.source->family() != spec.family)
		return UsageError{"--source",
				  spec.source->text() + " is not of the requested address family",
				  spec.source->is_v4() ? "-4" : "-6"};
	if (spec.stops_at_zero_ssid && spec.ssid == 0)
		return UsageError{"--zero-ssid",
				  "stop: requests without a session identifier cannot return one",
				  "no --ssid 0"};
	if (o.histogram_path_given && !o.histogram)
		return UsageError{"--histpath", "only a histogram with bounds is written to a file",
				  "--hist=BINS,FLOOR,CEIL"};
	if (o.draw_histogram && o.json)
		return UsageError{"--hist", "a drawn histogram cannot be combined with JSON",
				  "--hist=BINS,FLOOR,CEIL"};
	return std::nullopt;
}

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
		return UsageError{"--key-file", "none is only for change",
				  "no --key-file"};
	if (o.no_keys() && !o.key_dir.empty())
		return UsageError{"--key-file", "none cannot be combined with --key-dir",
				  "--key-file none alone"};
	if (o.spec.timestamp_source == TimestampSource::hardware && o.verb != Verb::run)
		return UsageError{"--timestamp-source",
				  "hw: a persistent reflector cannot follow the clock of the "
				  "network card",
				  o.spec.ifaces.empty() ? "stamp reflector IFACE"
						   : "stamp reflector " + o.spec.ifaces.front() +
							     " --hook xdp --timestamp-source hw"};
	if (o.spec.report_answers && o.verb != Verb::run)
		return UsageError{"--output", "a persistent reflector has no output",
				  "stamp reflector " + o.spec.ifaces.front() + " --output"};
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

std::optional<UsageError> finish(SenderOptions &options, const Operands &operands) {
	if (operands.empty())
		return UsageError{"sender", "IFACE and HOST are missing", "stamp help sender"};
	if (operands.size() == 1)
		return UsageError{"sender", "HOST is missing: give IFACE first, then HOST",
				  "stamp sender auto " + operands.front()};
	options.spec.iface = operands.front();
	if (auto error = check_order(operands))
		return error;
	if (auto error = take_targets(options, operands))
		return error;
	options.spec.authenticated = !options.key_file.empty();
	if (auto error = check_length(options.spec))
		return error;
	if (auto error = check_keys(options.spec.authenticated,
				    options.tlv_key_file.empty() ? "" : "--tlv-key-file"))
		return error;
	options.spec.key_file =
		options.spec.authenticated ? options.key_file : options.tlv_key_file;
	if (auto error = check_tlvs(options.spec))
		return error;
	if (auto error = check_source(options.spec))
		return error;
	return check_sender(options);
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
	if (auto error = check_peers(spec);
	    error && is_about_replies)
		return error;
	return check_source(spec);
}

std::optional<UsageError> finish(StatsOptions &options, const Operands &operands) {
	const bool named = operands.size() > 1 && operands.front() == "dev";
	if (operands.size() > (named ? 2 : 1))
		return UsageError{"stats", "takes one IFACE", "stamp help stats"};
	if (!operands.empty()) {
		options.iface = operands.back();
		if (auto error = check_iface(options.iface))
			return error;
	}
	if (options.json && options.openmetrics)
		return UsageError{"--openmetrics", "JSON and OpenMetrics cannot be combined", ""};
	if (options.watch && options.openmetrics)
		return UsageError{"--watch", "OpenMetrics is printed once: the collector repeats",
				  "--json --watch"};
	return std::nullopt;
}

std::optional<UsageError> finish(VersionOptions &, const Operands &operands) {
	if (!operands.empty())
		return UsageError{"version", "takes no argument like '" + operands.front() + "'",
				  "stamp help version"};
	return std::nullopt;
}

} // namespace stamp::cli
