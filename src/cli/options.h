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
#include "net/prefix.h"
#include "session/spec.h"
#include "stamp/abi.h"
#include "stamp/limits.h"
#include "stamp/wire.h"
#include "stats/fixed_histogram.h"
#include "time/clock.h"

namespace stamp::cli {

using session::Hook;
using session::TimestampSource;

// What the sender and the reflector have in common, beside the spec.
struct RoleOptions {
	bool json = false;
	bool quiet = false;
	bool verbose = false;
	bool debug = false;
	std::string key_file;	  // authenticated mode
	std::string tlv_key_file; // unauthenticated mode with HMAC TLVs
	std::string config;	  // the configuration file that was read; empty: none
	std::vector<std::string> unknown_variables; // STAMP_... of the environment, of no option
};

struct SenderOptions : RoleOptions {
	session::SenderSpec spec;
	bool force = false; // a load, not a probe

	Thresholds fail; // a summary that is worse ends the run with exit_threshold

	std::string output; // FILE for the data; empty or "-": stdout
	bool wall_clock = false;
	bool lines = false; // a line per packet on a terminal, too
	bool draw_histogram = false;
	std::optional<stats::FixedBounds> histogram;
	std::string histogram_path = "./hist"; // where `histogram` goes
	bool histogram_path_given = false;
};

// `stamp reflector IFACE...`, and what becomes of a reflector without a process.
enum class ReflectorVerb { run, add, change, del, show };

struct ReflectorOptions : RoleOptions {
	session::RoleSpec spec;
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
