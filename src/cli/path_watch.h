// SPDX-License-Identifier: Apache-2.0
// Whether requests still go where a sender that started now would send them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/sender_plan.h"
#include "net/name_watch.h"
#include "net/route_monitor.h"
#include "stats/report.h"

namespace stamp::cli {

class PathWatch {
public:
	// `port`: the source port. What cannot be followed is not, with a word for -v.
	static PathWatch start(const SenderOptions &options, const SenderPlan &plan,
			       std::uint16_t port);

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

	PathWatch(const SenderOptions &options, const SenderPlan &plan, std::uint16_t port);
	void look_at_routes(std::vector<stats::Warning> &warnings);
	void look_at_names(std::vector<stats::Warning> &warnings);

	SenderOptions options_;
	net::Interface iface_;
	std::uint16_t port_;
	std::vector<Target> targets_;
	std::optional<net::RouteMonitor> routes_; // if the route decides
	std::optional<net::NameWatch> names_;	  // if there are any
};

} // namespace stamp::cli
