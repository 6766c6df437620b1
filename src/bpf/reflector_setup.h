// SPDX-License-Identifier: Apache-2.0
// From what a reflector was asked for to what its programs and maps say, with a process or without.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/attach.h"
#include "bpf/card_clock.h"
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
	Duration session_timeout{};	  // an idle session is forgotten after
	bool report_answers = false;	  // records for drain()
	session::KeySource keys = {};	  // empty: none
	bool authenticated = false;	  // base packets are signed, and not the HMAC TLV alone
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

Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow);
Result<void> fill_ssids(const Object &object, const std::vector<std::uint16_t> &ssids);
// Reads the files now, unless there are none or the keys are there.
Result<void> fill_keys(const Object &object, const ReflectorDatapathSettings &settings);
Result<void> fill_local(const Object &object, const std::vector<net::LocalAddress> &addresses);

} // namespace stamp::bpf
