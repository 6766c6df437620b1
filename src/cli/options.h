// SPDX-License-Identifier: Apache-2.0
// What the user asked for, as plain data. The initialisers are the defaults of the command line:
// the help prints them from here and nothing else repeats them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/threshold.h"
#include "net/address.h"
#include "net/host_port.h"
#include "net/prefix.h"
#include "session/hook.h"
#include "session/utc_offset.h"
#include "stamp/abi.h"
#include "stamp/limits.h"
#include "stamp/wire.h"
#include "stats/fixed_histogram.h"
#include "stats/loss.h"
#include "time/clock.h"
#include "wire/tlv_tail.h"

namespace stamp::cli {

enum class Timestamp { ntp, ptp };
using session::Hook;
using session::TimestampSource;

// What the sender and the reflector have in common.
struct RoleOptions {
	Timestamp timestamp = Timestamp::ntp;
	Hook hook = Hook::automatic;
	TimestampSource timestamp_source = TimestampSource::software;
	bool json = false;
	bool quiet = false;
	bool verbose = false;
	bool debug = false;
	bool enforce_sync = false;
	bool enforce_ptp = false;
	std::string key_file;	  // authenticated mode
	std::string tlv_key_file; // unauthenticated mode with HMAC TLVs
	std::string config;	  // the configuration file that was read; empty: none
	std::vector<std::string> unknown_variables; // STAMP_... of the environment, of no option
};

// A TLV that was asked for. What the session decides is filled in when it is known.
struct TlvWish {
	wire::TlvRequest request;
	bool own_dscp = false;	 // Class of Service: the DSCP of the requests
	bool own_target = false; // Destination Node Address: that of the target
};

struct SenderOptions : RoleOptions {
	std::string iface;		    // "auto": the one the route takes
	std::vector<net::HostPort> targets; // 1..STAMP_MAX_SESSIONS; not looked up yet

	std::uint64_t count = 0; // packets per target; 0 = until stopped
	Duration interval = std::chrono::seconds{1};
	std::optional<Duration> duration; // stop sending after
	Duration timeout = std::chrono::seconds{1};
	bool force = false;
	bool precise = false;
	stats::ReflectorMode reflector_mode = stats::ReflectorMode::automatic;
	session::UtcOffsetSettings utc_offset; // of the far sides

	std::uint16_t dest_port = STAMP_PORT;	// of targets that bring none
	std::uint16_t source_port = STAMP_PORT; // 0 = auto: an ephemeral one
	bool source_port_given = false;		// the user named it: no other will do
	std::optional<net::Address> source;
	net::Family family = net::Family::any;
	std::uint32_t mark = 0; // of the requests, for policy routing; 0: none

	// UDP payload octets: those of the base packet, or 4 and more beyond.
	std::uint16_t length = STAMP_BASE_OCTETS;
	bool length_given = false;
	std::uint8_t dscp = 0; // 0..63
	std::uint8_t ecn = 0;  // 0..3
	std::uint8_t ttl = 255;
	std::optional<std::uint16_t> ssid; // absent: random and non-zero; 0 = none
	bool stops_at_zero_ssid = false;   // no more requests to a target that returns none
	[[nodiscard]] bool authenticated() const { return !key_file.empty(); }
	std::vector<TlvWish> tlvs;
	std::optional<Duration> access_timer; // of an Access Report; absent: as the RFC has it
	std::optional<std::uint32_t> access_retries;

	Thresholds fail; // a summary that is worse ends the run with exit_threshold

	std::string output; // FILE for the data; empty or "-": stdout
	bool wall_clock = false;
	bool lines = false; // a line per packet on a terminal, too
	std::optional<Duration> report; // between two summaries while it runs
	bool draw_histogram = false;
	std::optional<stats::FixedBounds> histogram;
	std::string histogram_path = "./hist"; // where `histogram` goes
	bool histogram_path_given = false;
};

// `stamp reflector IFACE...`, and what becomes of a reflector without a process.
enum class ReflectorVerb { run, add, change, del, show };

struct ReflectorOptions : RoleOptions {
	ReflectorVerb verb = ReflectorVerb::run;
	// run: one at least, none twice; add, change: one; del, show: one or none
	std::vector<std::string> ifaces;
	std::set<std::string> given;	 // options that were given, by their key
	bool all = false, stale = false; // of del

	std::vector<std::uint16_t> ports = {STAMP_PORT}; // 1..STAMP_MAX_PORTS, none twice
	std::vector<net::Address> addresses;		 // empty: every one of the interface
	std::vector<net::Prefix> allow;			 // empty: anybody
	std::vector<std::uint16_t> ssids;		 // empty: any
	std::uint32_t rate_pps = STAMP_RATE_PPS;	 // per source; 0 = no limit
	std::uint32_t total_rate_pps = 0;		 // 0 = no limit
	bool stateful = false;				 // number the replies of each session
	bool stateless = false;				 // not any more: for change
	Duration session_timeout = std::chrono::seconds{STAMP_SESSION_TIMEOUT_S};
	std::uint32_t max_sessions = STAMP_DEFAULT_SESSIONS;
	std::uint32_t sessions_per_source = STAMP_SESSIONS_PER_SOURCE;
	std::string key_dir;	 // authenticated mode: a file per SSID
	std::string tlv_key_dir; // unauthenticated mode: the same for HMAC TLVs
	// Processed; the request's own DSCP and best effort; nothing blank.
	stamp_tlv_policy tlvs = {1ull << STAMP_BEST_EFFORT, 0, 1, 0, 1, {}};
	bool output = false;			     // a line per answered packet

	// Which of those that want sessions was given; empty: none.
	[[nodiscard]] std::string session_option() const {
		for (const char *key : {"max-sessions", "sessions-per-source", "session-timeout"})
			if (given.contains(key))
				return std::string("--") + key;
		return {};
	}
	// The same of keys for TLVs.
	[[nodiscard]] std::string tlv_key_option() const {
		if (!tlv_key_file.empty())
			return "--tlv-key-file";
		return tlv_key_dir.empty() ? "" : "--tlv-key-dir";
	}
	// "none" takes the keys away, for change.
	[[nodiscard]] bool no_keys() const { return key_file == "none"; }
	[[nodiscard]] bool authenticated() const {
		return (!key_file.empty() && !no_keys()) || !key_dir.empty();
	}
};

struct StatsOptions {
	std::string iface; // empty: all
	bool json = false;
	bool openmetrics = false;
	bool sessions = false;
	std::optional<std::uint32_t> top; // sessions to show
	std::optional<Duration> watch;	  // again and again
};

struct VersionOptions {
	bool json = false;
};

} // namespace stamp::cli
