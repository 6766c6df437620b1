// SPDX-License-Identifier: Apache-2.0
// Whether this host's ways may have changed: routes, rules, addresses, interfaces.
#pragma once

#include "base/fd.h"
#include "base/result.h"

namespace stamp::net {

class RouteMonitor {
public:
	static Result<RouteMonitor> open();

	// Since the last call, or the opening. A reason to ask route_to() again, no more. Never
	// blocks.
	bool has_changed();

private:
	explicit RouteMonitor(Fd fd) : fd_(std::move(fd)) {}

	Fd fd_;
};

} // namespace stamp::net
