// SPDX-License-Identifier: Apache-2.0
// What an agent is asked to do: its configuration file, read and resolved. The initialisers are
// the defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "session/spec.h"
#include "stats/agent_report.h"
#include "time/clock.h"

namespace stamp::session {

// [http]
struct HttpSpec {
	std::string listen = "127.0.0.1:9862"; // ADDRESS:PORT; empty: no server
	std::string web_config;		       // TLS and basic authentication; empty: neither
	std::uint32_t probe_limit = 16;	       // probes at the same time
};

// [profile.NAME], with what it inherits. `settings` has no interface and no target.
struct ProfileSpec {
	std::string name;
	SenderSpec settings;
	std::string words;	       // the same for comparison: NAME = VALUE, a line each
	std::string given;	       // ... and as they were given, with what holds anyway
	std::vector<Duration> buckets; // upper bounds of histograms, rising; empty: the usual
};

// [[session]], or a target that discovery found.
struct AgentSessionSpec {
	std::string name; // of no other session
	net::HostPort target;
	std::string iface = "auto";
	ProfileSpec profile; // with the settings that the session has of its own
	stats::Labels labels;
};

// [[reflector]]
struct AgentReflectorSpec {
	ReflectorSpec settings;
	std::string words, given; // as those of a profile
};

// [[discovery]]
struct DiscoverySpec {
	std::string name;
	std::string file, http, dns; // one of the three: a glob; a URL; a name, maybe with a port
	Duration refresh = std::chrono::seconds{60};
	std::optional<std::uint32_t> peers; // of all that are discovered; absent: all
	std::string iface = "auto";
	ProfileSpec profile;
	stats::Labels labels; // of each of its sessions, unless the target has them
};

struct AgentSpec {
	std::string name;	     // of this host, in labels and in the choice of peers
	std::string output = "none"; // JSON Lines: none, "-", a file, unix:PATH
	Duration report_interval = std::chrono::seconds{60};
	Duration resolve = std::chrono::seconds{60}; // names again
	HttpSpec http;
	std::vector<ProfileSpec> profiles; // "default" is always among them
	std::vector<AgentReflectorSpec> reflectors;
	std::vector<AgentSessionSpec> sessions;
	std::vector<DiscoverySpec> discoveries;
};

} // namespace stamp::session
