// SPDX-License-Identifier: Apache-2.0
// What is said when a reflector has begun to answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stamp::cli {

struct Listening {
	std::vector<std::uint16_t> ports;
	std::uint32_t rate_pps = 0;
	bool stateful = false;
	bool authenticated = false;
	bool of_hardware = false; // receive times
};

[[nodiscard]] std::string listening_line(const Listening &what, const std::string &iface,
					 const std::string &hook);

} // namespace stamp::cli
