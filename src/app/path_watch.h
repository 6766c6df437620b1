// SPDX-License-Identifier: Apache-2.0
// Whether requests still go where a sender that started now would send them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/name_watch.h"
#include "net/route_monitor.h"
#include "session/path_change.h"
#include "session/plan.h"
#include "session/spec.h"

namespace stamp::app {

class PathWatch {
public:
	// What cannot be followed is not, with a word for -v.
	static PathWatch start(const session::SenderSpec &spec, const session::SenderPlan &plan);

	// What is new since the last call, once while it lasts. Never blocks.
	std::vector<session::PathChange> look();

private:
	struct Target {
		net::Endpoint to;
		std::string host;
		std::optional<std::size_t> name; // among the watched ones; none for an address
		bool has_moved = false;		 // its name, as reported
		int reported_route;		 // interface as reported; ours at first
	};

	PathWatch(const session::SenderSpec &spec, const session::SenderPlan &plan);
	void look_at_routes(std::vector<session::PathChange> &changes);
	void look_at_names(std::vector<session::PathChange> &changes);

	session::SenderSpec spec_;
	session::SenderPlan plan_;
	std::vector<Target> targets_;
	std::optional<net::RouteMonitor> routes_; // if the route decides
	std::optional<net::NameWatch> names_;	  // if there are any
};

} // namespace stamp::app
