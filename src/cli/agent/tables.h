// SPDX-License-Identifier: Apache-2.0
// The tables of a configuration file, one function each. They fill the spec.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/agent/settings.h"
#include "cli/agent/toml.h"
#include "session/agent_spec.h"

namespace stamp::cli {

// A profile with the settings that it was made of.
struct Profile {
	Settings settings;
	session::ProfileSpec spec;
};
using Profiles = std::map<std::string, Profile>; // by name

using Wrong = std::optional<UsageError>;

[[nodiscard]] Wrong read_agent(const TomlTable &table, session::AgentSpec &spec);
[[nodiscard]] Wrong read_http(const TomlTable &table, session::HttpSpec &spec);
// All of [profile], with what they inherit. "default" is always there.
[[nodiscard]] Wrong read_profiles(const TomlTable &table, Profiles &profiles);
[[nodiscard]] Wrong read_reflector(const TomlTable &table, session::AgentSpec &spec);
[[nodiscard]] Wrong read_session(const TomlTable &table, const Profiles &profiles,
				 session::AgentSpec &spec);
[[nodiscard]] Wrong read_discovery(const TomlTable &table, const Profiles &profiles,
				   session::AgentSpec &spec);

// The tables of [agent] and [http], for reading and for writing.
[[nodiscard]] Table agent_settings_table(session::AgentSpec &spec);
[[nodiscard]] Table http_settings_table(session::HttpSpec &spec);

// What several tables have.
[[nodiscard]] TableReader::Take take_text(TableReader &reader, std::string &target);
[[nodiscard]] TableReader::Take take_iface(TableReader &reader, std::string &iface);
[[nodiscard]] TableReader::Take take_labels(TableReader &reader, stats::Labels &labels);
[[nodiscard]] TableReader::Take take_profile(TableReader &reader, const Profiles &profiles,
					     const Profile *&profile);

} // namespace stamp::cli
