// SPDX-License-Identifier: Apache-2.0
// The report of a reflector that has begun to answer.
#pragma once

#include <string>

#include "session/spec.h"
#include "stats/reflector_report.h"

namespace stamp::app {

[[nodiscard]] inline stats::Listening listening(const session::ReflectorSpec &spec,
						const std::string &iface, const std::string &hook) {
	return {.iface = iface,
		.hook = hook,
		.ports = spec.ports,
		.stateful = spec.stateful,
		.auth = spec.authenticated,
		.rate_pps = spec.rate_pps};
}

} // namespace stamp::app
