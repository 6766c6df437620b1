// SPDX-License-Identifier: Apache-2.0
// What a reflector has to say, as plain data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "stats/report.h"
#include "stats/sender_report.h"

namespace stamp::stats {

// One answered request (--output).
struct Answer {
	std::string iface;
	UtcTime at{}; // T2
	Endpoint src;
	std::uint32_t seq = 0;
	std::uint16_t ssid = 0;
	std::uint32_t length = 0; // UDP payload octets of the request
	std::uint8_t ttl = 0;	  // on arrival
	std::uint8_t dscp = 0;
};

// A session of a stateful reflector, as it is seen there.
struct Session {
	Endpoint src, dst; // who asks, and whom
	std::uint16_t ssid = 0;
	std::uint64_t rx = 0, tx = 0;
	std::uint32_t next_seq = 0; // of the next reply
	UtcTime last_seen{};
	bool auth = false;
	std::uint64_t lost = 0;	     // requests, by the gaps in their numbers
	std::uint64_t duplicate = 0; // of rx, those whose number had come before
};

// Hands out one after the other: there may be a million.
using SessionVisitor = std::function<void(const Session &)>;
using SessionSource = std::function<void(const SessionVisitor &)>;

// The counters of one role on one interface, and what a sender measured.
struct InterfaceStats {
	std::string iface, hook;
	std::vector<std::uint16_t> ports;
	UtcTime since{};
	Verdicts verdicts = {};
	stamp_role role = STAMP_ROLE_REFLECTOR;
	bool pinned = false; // works without a process
	bool attached = true;
	std::vector<Warning> warnings = {};
	std::uint32_t max_sessions = 0;			 // 0: stateless, or a sender
	std::optional<std::uint64_t> live_sessions = {}; // absent: not asked for
	SessionSource sessions = {};			 // empty: not asked for
	std::vector<SenderTally> tallies = {};		 // of a sender, one for each target
	// Requests by what their TLVs showed; absent: a sender.
	std::optional<TlvNotes> tlvs = {};
	// The receive times are the network card's; absent: not known.
	std::optional<bool> of_hardware = {};
	std::optional<HardwareTimes> hardware_times = {}; // as in a sender's summary
};

// What `stamp stats` sees of this host at once; what a second look sees is compared with the first.
struct StatsRound {
	std::vector<InterfaceStats> interfaces;
	Duration since_last{};	    // 0: there was none before
	std::size_t unreadable = 0; // what is there and not among them
};

// A reflector has begun to answer on an interface.
struct Listening {
	std::string iface, hook;
	std::vector<std::uint16_t> ports;
	bool of_hardware = false; // the receive times are
	bool stateful = false, auth = false;
	std::uint32_t rate_pps = 0; // of each source; 0: not limited
	bool persistent = false;    // without a process
};

// A reflector without a process, as it was set up.
struct PinnedReflector {
	enum class State : std::uint8_t { detached, attached, moved, unfinished };

	std::string iface;
	State state = State::detached;
	bool known = false; // false: nothing below is, for another version has set it up
	std::string hook;
	std::vector<std::uint16_t> ports;
	std::vector<std::string> addresses, allow; // allow: empty is anybody
	std::uint32_t rate_pps = 0, total_rate_pps = 0;
	stamp_format format = STAMP_FORMAT_NTP;
	UtcTime since{};
	std::string version; // of the stamp that set it up
	std::vector<Warning> warnings;
	bool auth = false;		       // answers authenticated requests alone
	std::vector<std::uint16_t> ssids = {}; // empty: any
};

} // namespace stamp::stats
