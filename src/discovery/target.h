// SPDX-License-Identifier: Apache-2.0
// What a discovery finds, whichever kind it is.
#pragma once

#include "net/host_port.h"
#include "stats/agent_report.h"

namespace stamp::discovery {

struct Target {
	net::HostPort host;
	stats::Labels labels;
};

} // namespace stamp::discovery
