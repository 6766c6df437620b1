// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_phrase.h"

namespace stamp::cli {

std::string listening_line(const std::vector<std::uint16_t> &ports, std::uint32_t rate_pps,
			   bool stateful, const std::string &iface, const std::string &hook) {
	std::string line = "STAMP reflector on " + iface + ", port";
	for (const std::uint16_t &port : ports)
		line += (&port == &ports.front() ? " " : ", ") + std::to_string(port);
	line += ", " + hook + (stateful ? ", stateful" : "");
	return line + (rate_pps == 0
			       ? ", no rate limit"
			       : ", at most " + std::to_string(rate_pps) + " packets/s per source");
}

} // namespace stamp::cli
