// SPDX-License-Identifier: Apache-2.0
// From what a reflector was asked for to what its programs and maps say, with a process or without.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bpf/attach/attach.h"
#include "bpf/object/card_clock.h"
#include "net/local_table.h"
#include "net/prefix.h"
#include "session/keys.h"

namespace stamp::bpf {

struct ReflectorDatapathSettings {
	Hook hook = Hook::automatic;
	stamp_format format = STAMP_FORMAT_NTP;
	std::vector<std::uint16_t> ports;
	std::vector<net::Prefix> allow;	  // empty: anybody
	std::uint32_t rate_pps = 0;	  // per source; 0: no limit
	std::uint32_t total_rate_pps = 0; // 0: no limit
	std::uint32_t max_sessions = 0;	  // 0: stateless
	std::uint32_t sessions_per_source = STAMP_SESSIONS_PER_SOURCE;
	Duration session_timeout{};   // an idle session is forgotten after
	bool report_answers = false;  // records for drain()
	session::KeySource keys = {}; // empty: none
	bool authenticated = false;   // base packets are signed, and not the HMAC TLV alone
	stamp_tlv_policy tlvs = {};
	std::vector<std::uint16_t> ssids = {}; // empty: any
	TimestampSource source = TimestampSource::software;
	bool keeps_keys = false; // a change: those that are there already

	[[nodiscard]] bool has_keys() const { return keeps_keys || !keys.empty(); }
};

[[nodiscard]] stamp_cfg reflector_cfg(const ReflectorDatapathSettings &settings,
				      const net::Interface &iface);
[[nodiscard]] stamp_about reflector_about(const ReflectorDatapathSettings &settings,
					  const net::Interface &iface, const std::string &hook);

// The MAC addresses that frames to us have: the interface's, and that of the bridge whose port it
// is.
void write_macs(const net::Interface &iface, stamp_live &live);
Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow);
Result<void> fill_ssids(const Object &object, const std::vector<std::uint16_t> &ssids);
// Reads the files now, unless there are none or the keys are there.
Result<void> fill_keys(const Object &object, const ReflectorDatapathSettings &settings);

// The addresses that a reflector knows, by address and host bits.
using LocalTable = std::map<std::pair<net::Address, unsigned>, stamp_local_kind>;
// As many as the programs have room for, those that are to be answered first.
[[nodiscard]] LocalTable local_table(const std::vector<net::LocalAddress> &addresses);
// Makes the map hold these. What `before` has as well is answered all the time.
Result<void> fill_local(const Object &object, const LocalTable &wanted, const LocalTable &before);
// An error when there are more than a reflector answers to.
Result<void> check_room(const std::vector<net::LocalAddress> &addresses);

} // namespace stamp::bpf
