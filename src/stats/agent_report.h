// SPDX-License-Identifier: Apache-2.0
// What an agent has to say of its sessions, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stats/reflector_report.h"
#include "stats/report.h"
#include "stats/sender_report.h"
#include "time/clock.h"

namespace stamp::stats {

// Name and value, by name.
using Labels = std::vector<std::pair<std::string, std::string>>;

// Whether a session sends and, if not, why. A row: enumerator, the reason in metrics.
#define STAMP_SESSION_STATES(X)                                                                    \
	X(up, "")                                                                                  \
	X(starting, "starting")                                                                    \
	X(unknown_host, "unknown_host")                                                            \
	X(no_interface, "no_interface")                                                            \
	X(no_route, "no_route")                                                                    \
	X(key, "key")                                                                              \
	X(permission, "permission")                                                                \
	X(same_target, "same_target")                                                              \
	X(failed, "failed")

enum class SessionState : std::uint8_t {
#define X(name, word) name,
	STAMP_SESSION_STATES(X)
#undef X
};

[[nodiscard]] constexpr std::string_view word_of(SessionState state) {
	constexpr std::string_view words[] = {
#define X(name, word) word,
		STAMP_SESSION_STATES(X)
#undef X
	};
	return words[static_cast<std::size_t>(state)];
}

struct AgentSession {
	std::string name; // of no other session
	Labels labels;
	std::string target;    // as it was configured
	std::string discovery; // that found it; empty: it is configured
	SessionState state = SessionState::starting;
	std::string why;		  // a sentence about a state that is not up
	std::string iface, hook;	  // that its requests leave by; empty: it is not up
	std::optional<SenderTally> tally; // absent: it is not up
};

struct DiscoveryState {
	std::string name, kind;	 // file, http or dns
	std::size_t targets = 0; // that it found
	std::size_t peers = 0;	 // of them, that are measured
	std::uint64_t failures = 0;
	std::optional<UtcTime> succeeded; // the latest attempt that did
};

// Of the process.
struct AgentState {
	std::string name;
	bool reload_succeeded = true; // the latest
	UtcTime reloaded{};	      // the latest that succeeded
	std::vector<InterfaceStats> reflectors;
	std::vector<DiscoveryState> discoveries = {};
};

// All of it, as it was within a moment.
struct AgentSnapshot {
	AgentState state;
	std::vector<AgentSession> sessions;
};

} // namespace stamp::stats
