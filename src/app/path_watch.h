// SPDX-License-Identifier: Apache-2.0
// Whether requests still go where a sender that started now would send them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/name_watch.h"
#include "net/route_monitor.h"
#include "session/plan.h"
#include "session/spec.h"
#include "stats/report.h"

namespace stamp::app {

class PathWatch {
public:
	// What cannot be followed is not, with a word for -v.
	static PathWatch start(const session::SenderSpec &spec,
			       const session::SenderPlan &plan);

	// What is new since the last call: "route_changed" and "name_changed", once while they
	// last. Never blocks.
	std::vector<stats::Warning> look();

private:
	struct Target {
		net::Endpoint to;
		std::string host;
		std::optional<std::size_t> name; // among the watched ones; none for an address
		bool has_moved = false;		 // its name, as it was told
		int told_route;			 // interface that it was told of; ours at first
	};

	PathWatch(const session::SenderSpec &spec, const session::SenderPlan &plan);
	void look_at_routes(std::vector<stats::Warning> &warnings);
	void look_at_names(std::vector<stats::Warning> &warnings);

	session::SenderSpec spec_;
	session::SenderPlan plan_;
	std::vector<Target> targets_;
	std::optional<net::RouteMonitor> routes_; // if the route decides
	std::optional<net::NameWatch> names_;	  // if there are any
};

} // namespace stamp::app
