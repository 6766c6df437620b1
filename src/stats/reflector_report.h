// SPDX-License-Identifier: Apache-2.0
// What a reflector has to say, as plain data. The names of verdicts are those of stamp/abi.h.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stats/report.h"

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

// The counters of one interface.
struct ReflectorStats {
	std::string iface, hook;
	std::vector<std::uint16_t> ports;
	UtcTime since{};
	std::vector<std::pair<std::string, std::uint64_t>> verdicts; // every one, in their order
};

} // namespace stamp::stats
