// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_phrase.h"

namespace stamp::cli {

std::string listening_line(const session::ReflectorSpec &spec, const std::string &iface,
			   const std::string &hook, bool of_hardware) {
	std::string line = "STAMP reflector on " + iface + ", port";
	for (const std::uint16_t &port : spec.ports)
		line += (&port == &spec.ports.front() ? " " : ", ") + std::to_string(port);
	line += ", " + hook + (of_hardware ? ", hardware receive timestamps" : "") +
		(spec.stateful ? ", stateful" : "") + (spec.authenticated ? ", authenticated" : "");
	return line + (spec.rate_pps == 0 ? ", no rate limit"
					  : ", at most " + std::to_string(spec.rate_pps) +
						    " packets/s per source");
}

} // namespace stamp::cli
