// SPDX-License-Identifier: Apache-2.0
// [[reflector]], [[session]] and [[discovery]].
#include <algorithm>

#include "cli/agent/tables.h"
#include "cli/command_options.h"
#include "cli/shared_rules.h"
#include "time/duration.h"

namespace stamp::cli {
namespace {

constexpr Duration least_refresh = std::chrono::seconds{1};
constexpr std::uint64_t most_peers = 16384;

TableReader::Take take_target(TableReader &reader, std::optional<net::HostPort> &target) {
	return [&](const TomlEntry &entry) -> Wrong {
		auto parsed = net::HostPort::parse(only_word(entry).value_or(""));
		if (!parsed)
			return reader.error(entry, parsed.error().text());
		target = std::move(parsed).value();
		return std::nullopt;
	};
}

TableReader::Take take_ifaces(TableReader &reader, std::vector<std::string> &ifaces) {
	return [&](const TomlEntry &entry) -> Wrong {
		for (const std::string &word : entry.words) {
			if (const auto wrong = check_iface(word))
				return reader.error(entry, wrong->what + ": " + wrong->why,
						    wrong->cure);
			ifaces.push_back(word);
		}
		if (ifaces.empty())
			return reader.error(entry, "the name of an interface is wanted");
		return std::nullopt;
	};
}

Wrong check_ports(const TableReader &reader, const session::AgentSpec &spec,
		  const session::ReflectorSpec &added) {
	for (const session::AgentReflectorSpec &one : spec.reflectors)
		for (const std::string &iface : one.settings.ifaces)
			if (std::find(added.ifaces.begin(), added.ifaces.end(), iface) !=
			    added.ifaces.end())
				return reader.error(
					"'" + iface + "' has a reflector already",
					"one [[reflector]] with several values of port");
	return std::nullopt;
}

// Each of a list has a name of its own.
template <typename Others>
Wrong check_name(const TableReader &reader, const std::string &name, const Others &others) {
	if (name.empty())
		return reader.error("name is missing");
	if (std::any_of(others.begin(), others.end(),
			[&](const auto &other) { return other.name == name; }))
		return reader.error("there is another " + reader.name() + " '" + name + "'");
	return std::nullopt;
}

} // namespace

Wrong read_reflector(const TomlTable &table, session::AgentSpec &spec) {
	ReflectorOptions options;
	const Table rows = reflector_table(options);
	std::vector<std::string> ifaces;
	TableReader reader(table, "reflector");
	reader.options(rows, not_of_reflectors());
	reader.on("iface", take_ifaces(reader, ifaces));
	Settings settings;
	if (auto wrong = reader.read(settings))
		return wrong;
	if (ifaces.empty())
		return reader.error("iface is missing", "iface = \"eth0\"");
	auto made = reflector_spec(settings, ifaces, reader);
	if (auto *wrong = std::get_if<UsageError>(&made))
		return std::move(*wrong);
	auto &reflector = std::get<session::AgentReflectorSpec>(made);
	if (auto wrong = check_ports(reader, spec, reflector.settings))
		return wrong;
	spec.reflectors.push_back(std::move(reflector));
	return std::nullopt;
}

Wrong read_session(const TomlTable &table, const Profiles &profiles, session::AgentSpec &spec) {
	SenderOptions options;
	const Table rows = sender_table(options);
	session::AgentSessionSpec made;
	std::optional<net::HostPort> target;
	const Profile *profile = &profiles.at("default");
	TableReader reader(table, "session");
	reader.options(rows, not_of_profiles());
	reader.on("name", take_text(reader, made.name));
	reader.on("target", take_target(reader, target));
	reader.on("iface", take_iface(reader, made.iface));
	reader.on("profile", take_profile(reader, profiles, profile));
	reader.on("labels", take_labels(reader, made.labels));
	Settings settings;
	if (auto wrong = reader.read(settings))
		return wrong;
	if (auto wrong = check_name(reader, made.name, spec.sessions))
		return wrong;
	if (!target)
		return reader.error("target is missing");
	made.target = *target;
	made.profile = profile->spec;
	if (!settings.empty()) {
		for (const auto &[key, setting] : profile->settings)
			settings.emplace(key, setting);
		auto own = sender_profile(settings, reader);
		if (auto *wrong = std::get_if<UsageError>(&own))
			return std::move(*wrong);
		made.profile = std::get<session::ProfileSpec>(std::move(own));
		made.profile.name = profile->spec.name;
		made.profile.buckets = profile->spec.buckets;
	}
	spec.sessions.push_back(std::move(made));
	return std::nullopt;
}

Wrong read_discovery(const TomlTable &table, const Profiles &profiles, session::AgentSpec &spec) {
	session::DiscoverySpec made;
	const Profile *profile = &profiles.at("default");
	TableReader reader(table, "discovery");
	std::optional<std::uint64_t> peers;
	const Table rows = {Group{"",
				  {duration_option("refresh", "", made.refresh, least_refresh,
						   [&made](Duration d) { made.refresh = d; }),
				   number_option("peers", "N", "", "", 1, most_peers,
						 [&peers](std::uint64_t n) { peers = n; })}}};
	reader.options(rows);
	reader.on("name", take_text(reader, made.name));
	reader.on("file", take_text(reader, made.file));
	reader.on("http", take_text(reader, made.http));
	reader.on("dns", take_text(reader, made.dns));
	reader.on("iface", take_iface(reader, made.iface));
	reader.on("profile", take_profile(reader, profiles, profile));
	reader.on("labels", take_labels(reader, made.labels));
	Settings settings;
	if (auto wrong = reader.read(settings))
		return wrong;
	if (auto wrong = fill(rows, settings))
		return wrong;
	if (auto wrong = check_name(reader, made.name, spec.discoveries))
		return wrong;
	if (made.file.empty() + made.http.empty() + made.dns.empty() != 2)
		return reader.error("one of file, http and dns is wanted");
	if (peers)
		made.peers = static_cast<std::uint32_t>(*peers);
	made.profile = profile->spec;
	spec.discoveries.push_back(std::move(made));
	return std::nullopt;
}

} // namespace stamp::cli
