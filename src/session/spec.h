// SPDX-License-Identifier: Apache-2.0
// What a sender or a reflector is asked to do: one struct for each role, filled once and handed
// down whole. The initialisers are the defaults: the help of the command line prints them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/address.h"
#include "net/host_port.h"
#include "net/prefix.h"
#include "session/hook.h"
#include "session/keys.h"
#include "session/utc_offset.h"
#include "stamp/abi.h"
#include "stamp/limits.h"
#include "stats/loss.h"
#include "time/clock.h"
#include "tlv/kind.h"
#include "wire/codec.h"

namespace stamp::session {

// What both roles have.
struct RoleSpec {
	Hook hook = Hook::automatic;
	TimestampSource timestamp_source = TimestampSource::software; // of receive times
	stamp_format format = STAMP_FORMAT_NTP;			      // of the timestamps sent
	bool enforce_sync = false;  // the clock has to be synchronised ...
	bool enforce_ptp = false;   // ... by PTP
	bool authenticated = false; // keys sign the base packets; else at most their TLVs
};

struct SenderSpec : RoleSpec {
	std::string iface;		    // "auto": the one the route takes
	std::vector<net::HostPort> targets; // 1..STAMP_MAX_HOSTS; names are not looked up yet

	std::size_t most_targets = 0; // room for those that are added while it runs; 0: none
	bool stays = false;	      // though no target is left: others will be added
	bool spread = false; // first requests leave at the time of each name (session/spread.h)

	std::uint64_t count = 0; // packets per target; 0: until stopped
	Duration interval = std::chrono::seconds{1};
	std::optional<Duration> duration; // stop sending after
	Duration timeout = std::chrono::seconds{1};
	bool precise = false;		// is awake well before each send time
	std::optional<Duration> report; // between two summaries while it runs

	std::uint16_t dest_port = STAMP_PORT;	  // of targets that bring none
	std::optional<std::uint16_t> source_port; // 0: an ephemeral one; absent: 862, or else one
	std::optional<net::Address> source;
	net::Family family = net::Family::any;
	std::uint32_t mark = 0; // of the requests, for policy routing; 0: none

	std::optional<std::uint16_t> length; // UDP payload octets; absent: as few as it takes
	std::uint8_t dscp = 0;		     // 0..63
	std::uint8_t ecn = 0;		     // 0..3
	std::uint8_t ttl = 255;
	std::optional<std::uint16_t> ssid; // absent: random and non-zero; 0: none
	bool stops_at_zero_ssid = false;   // no more requests to a target that returns none

	std::string key_file;		// one key; empty: none
	std::vector<tlv::Request> tlvs; // what only the session decides is left open
	tlv::AccessReportSettings access_report;

	stats::ReflectorMode reflector_mode = stats::ReflectorMode::automatic;
	UtcOffsetSettings utc_offset; // of the far sides

	[[nodiscard]] std::uint16_t first_source_port() const {
		return source_port.value_or(STAMP_PORT);
	}
	[[nodiscard]] std::size_t base_octets() const { return wire::base_octets(authenticated); }
	[[nodiscard]] std::size_t octets() const { return length.value_or(base_octets()); }
	// RFC 9503 4.1.1: then loss is not measured here.
	[[nodiscard]] bool wants_no_reply() const {
		return std::any_of(tlvs.begin(), tlvs.end(),
				   [](const tlv::Request &tlv) { return tlv.wants_no_reply; });
	}
	// RFC 10052: replies to each request, and from the first of them to the last.
	[[nodiscard]] std::uint32_t replies() const {
		std::uint32_t most = 1;
		for (const tlv::Request &tlv : tlvs)
			most = std::max(most, tlv.replies);
		return most;
	}
	[[nodiscard]] Duration replies_time() const {
		Duration time{};
		for (const tlv::Request &tlv : tlvs)
			time = std::max(time, tlv.replies_time);
		return time;
	}
	[[nodiscard]] bool signs_tlvs() const { return !authenticated && !key_file.empty(); }
	// A load keeps its rate; a probe leaves out what it missed.
	[[nodiscard]] bool is_load() const {
		return interval < std::chrono::microseconds{STAMP_PROBE_INTERVAL_US};
	}
};

// What Reflected Test Packet Control (RFC 10052) may make a reflector send: UDP payload octets per
// second. Each budget also holds as much as one second adds to it.
struct ReplyLimits {
	std::uint64_t source = 0, total = 0; // 0: nothing, the TLV is not acted on

	[[nodiscard]] bool allow_any() const { return source != 0; }
};

struct ReflectorSpec : RoleSpec {
	std::vector<std::string> ifaces; // none twice

	std::vector<std::uint16_t> ports = {STAMP_PORT}; // 1..STAMP_MAX_PORTS, none twice
	std::vector<net::Address> addresses;		 // empty: every one of the interface
	std::vector<net::Prefix> allow;			 // empty: anybody
	std::vector<std::uint16_t> ssids;		 // empty: any
	std::uint32_t rate_pps = STAMP_RATE_PPS;	 // per source; 0: no limit
	std::uint32_t total_rate_pps = 0;		 // 0: no limit

	bool stateful = false; // numbers the replies of each session
	Duration session_timeout = std::chrono::seconds{STAMP_SESSION_TIMEOUT_S};
	std::uint32_t max_sessions = STAMP_DEFAULT_SESSIONS; // if it is stateful
	std::uint32_t sessions_per_source = STAMP_SESSIONS_PER_SOURCE;

	KeySource keys;		 // empty: none
	bool keeps_keys = false; // in a change: those that are there already
	// Processed; the request's own DSCP and best effort; nothing blank; no return path.
	stamp_tlv_policy tlvs = {.dscp_allowed = 1ull << STAMP_BEST_EFFORT,
				 .micro_session = 0,
				 .process = 1,
				 .location_blank = 0,
				 .dscp_own = 1,
				 .return_paths = 0,
				 .unused = {}};
	ReplyLimits reflect_control;
	bool report_answers = false; // a record for each answer

	[[nodiscard]] bool has_keys() const { return keeps_keys || !keys.empty(); }
	[[nodiscard]] std::uint32_t sessions() const { return stateful ? max_sessions : 0; }
};

} // namespace stamp::session
