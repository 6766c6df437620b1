// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_phrase.h"

namespace stamp::cli {

std::string listening_line(const Listening &what, const std::string &iface,
			   const std::string &hook) {
	std::string line = "STAMP reflector on " + iface + ", port";
	for (const std::uint16_t &port : what.ports)
		line += (&port == &what.ports.front() ? " " : ", ") + std::to_string(port);
	line += ", " + hook + (what.of_hardware ? ", receive times of the hardware" : "") +
		(what.stateful ? ", stateful" : "") + (what.authenticated ? ", authenticated" : "");
	return line + (what.rate_pps == 0 ? ", no rate limit"
					  : ", at most " + std::to_string(what.rate_pps) +
						    " packets/s per source");
}

} // namespace stamp::cli
