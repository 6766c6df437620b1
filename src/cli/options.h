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
#include "session/spec.h"
#include "stats/fixed_histogram.h"
#include "time/clock.h"

namespace stamp::cli {

using session::Hook;
using session::TimestampSource;

// How much is logged.
struct LogOptions {
	bool quiet = false;
	bool verbose = false;
	bool debug = false;
};

// What the sender and the reflector have in common, in addition to the spec.
struct RoleOptions : LogOptions {
	bool json = false;
	std::string key_file;	  // authenticated mode
	std::string tlv_key_file; // unauthenticated mode with HMAC TLVs
	std::string config;	  // the configuration file that was read; empty: none
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
	ReflectorVerb verb = ReflectorVerb::run;
	// Of its interfaces, run takes one at least; add, change: one; del, show: one or none.
	session::ReflectorSpec spec;
	std::set<std::string> given;	 // options that were given, by their key
	bool all = false, stale = false; // of del
	bool stateless = false;		 // not stateful any more: for change
	std::string key_dir;		 // authenticated mode: a file per SSID
	std::string tlv_key_dir;	 // unauthenticated mode: the same for HMAC TLVs

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
};

struct StatsOptions {
	std::string iface; // empty: all
	bool json = false;
	bool openmetrics = false;
	bool sessions = false;
	std::optional<std::uint32_t> top; // sessions to show
	std::optional<Duration> watch;	  // again and again
};

struct DoctorOptions {
	std::string iface; // empty: all that are up
	bool json = false;
};

struct AgentOptions : LogOptions {
	std::string config;
	bool check = false;	   // reads the configuration, and ends
	bool print_config = false; // ... and prints what holds
	bool json_log = false;	   // JSON Lines on stderr
};

struct VersionOptions {
	bool json = false;
};

} // namespace stamp::cli
