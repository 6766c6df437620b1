// SPDX-License-Identifier: Apache-2.0
// A configuration as text: what holds.
#include "cli/agent/config.h"

#include <algorithm>

#include "cli/agent/settings.h"
#include "cli/agent/tables.h"
#include "cli/command_options.h"
#include "cli/option_table.h"
#include "time/duration.h"

namespace stamp::cli {
namespace {

using session::AgentSpec;

std::string line(std::string_view key, const std::string &value) {
	return std::string(key) + " = " + toml_string(value) + "\n";
}

// What `given` does not have, as comments.
std::string defaults(const Table &table, const std::string &given,
		     const std::vector<std::string_view> &excluded) {
	std::string text;
	for (const Group &group : table)
		for (const Option &option : group.options) {
			const std::string key = key_of_file(option.name);
			const bool is_given = given.starts_with(key + " = ") ||
					      given.find("\n" + key + " = ") != given.npos;
			if (option.name.empty() || option.initial.empty() || is_given ||
			    std::find(excluded.begin(), excluded.end(), option.name) !=
				    excluded.end())
				continue;
			text += "# " + key + " = " + toml_string(option.initial) + "\n";
		}
	return text;
}

std::string labels_line(const stats::Labels &labels) {
	std::string all;
	for (const auto &[name, value] : labels)
		all += (all.empty() ? " " : ", ") + name + " = " + toml_string(value);
	return all.empty() ? "" : "labels = {" + all + " }\n";
}

std::string process_text(const AgentSpec &spec) {
	const session::HttpSpec &http = spec.http;
	std::string text = "version = 1\n\n[agent]\n" + line("name", spec.name) +
			   line("output", spec.output) +
			   line("report_interval", format_duration(spec.report_interval)) +
			   line("resolve", format_duration(spec.resolve)) + "\n[http]\n" +
			   line("listen", http.listen.empty() ? "none" : http.listen);
	if (!http.web_config.empty())
		text += line("web_config", http.web_config);
	return text + "probe_limit = " + std::to_string(http.probe_limit) + "\n";
}

std::string buckets_line(const std::vector<Duration> &buckets) {
	std::string all;
	for (const Duration bound : buckets)
		all += (all.empty() ? "" : ", ") + toml_string(format_duration(bound));
	return all.empty() ? "" : "buckets = [" + all + "]\n";
}

std::string profile_text(const session::ProfileSpec &profile) {
	SenderOptions options;
	return "\n[profile." + toml_string(profile.name) + "]\n" + profile.given +
	       buckets_line(profile.buckets) +
	       defaults(sender_table(options), profile.given, not_of_profiles());
}

std::string reflector_text(const session::AgentReflectorSpec &reflector) {
	ReflectorOptions options;
	std::string ifaces;
	for (const std::string &iface : reflector.settings.ifaces)
		ifaces += (ifaces.empty() ? "" : ", ") + toml_string(iface);
	return "\n[[reflector]]\niface = [" + ifaces + "]\n" + reflector.given +
	       defaults(reflector_table(options), reflector.given, not_of_reflectors());
}

const session::ProfileSpec *find_profile(const AgentSpec &spec, const std::string &name) {
	for (const session::ProfileSpec &profile : spec.profiles)
		if (profile.name == name)
			return &profile;
	return nullptr;
}

std::string session_text(const session::AgentSessionSpec &session, const AgentSpec &spec) {
	const session::ProfileSpec *profile = find_profile(spec, session.profile.name);
	const bool is_as_profile = profile && profile->given == session.profile.given;
	return "\n[[session]]\n" + line("name", session.name) +
	       line("target", session.target.text()) + line("iface", session.iface) +
	       line("profile", session.profile.name) + labels_line(session.labels) +
	       (is_as_profile ? "" : session.profile.given);
}

std::string discovery_text(const session::DiscoverySpec &discovery) {
	const bool is_file = !discovery.file.empty(), is_http = !discovery.http.empty();
	std::string text = "\n[[discovery]]\n" + line("name", discovery.name) +
			   (is_file   ? line("file", discovery.file)
			    : is_http ? line("http", discovery.http)
				      : line("dns", discovery.dns)) +
			   line("refresh", format_duration(discovery.refresh)) +
			   line("iface", discovery.iface) + line("profile", discovery.profile.name);
	if (discovery.peers)
		text += "peers = " + std::to_string(*discovery.peers) + "\n";
	return text + labels_line(discovery.labels);
}

} // namespace

std::string agent_config_text(const AgentSpec &spec) {
	std::string text = process_text(spec);
	for (const session::ProfileSpec &profile : spec.profiles)
		text += profile_text(profile);
	for (const session::AgentReflectorSpec &reflector : spec.reflectors)
		text += reflector_text(reflector);
	for (const session::AgentSessionSpec &session : spec.sessions)
		text += session_text(session, spec);
	for (const session::DiscoverySpec &discovery : spec.discoveries)
		text += discovery_text(discovery);
	return text;
}

} // namespace stamp::cli
