// SPDX-License-Identifier: Apache-2.0
// Whether requests still go where a sender that started now would send them: a task in the loop of
// the sender.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/name_watch.h"
#include "net/route_monitor.h"
#include "session/loop.h"
#include "session/path_change.h"
#include "session/plan.h"
#include "session/spec.h"

namespace stamp::app {

class PathWatch : public session::Task {
public:
	using Changed = std::function<void(const session::PathChange &)>;

	// `changed` is called once for each change while it lasts. What cannot be followed is not,
	// with a word for -v. Spec and plan outlive it.
	static std::unique_ptr<PathWatch> start(const session::SenderSpec &spec,
						const session::SenderPlan &plan, Changed changed);

	session::NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return true; }

private:
	struct Target {
		net::Endpoint to;
		std::string host;
		std::optional<std::size_t> name; // among the watched ones; none for an address
		bool has_moved = false;		 // its name, as reported
		int reported_route;		 // interface as reported; ours at first
	};

	PathWatch(const session::SenderSpec &spec, const session::SenderPlan &plan,
		  Changed changed);
	void look_at_routes();
	void look_at_names();

	const session::SenderSpec &spec_;
	const session::SenderPlan &plan_;
	Changed changed_;
	std::vector<Target> targets_;
	std::optional<net::RouteMonitor> routes_; // if the route decides
	std::optional<net::NameWatch> names_;	  // if there are any
};

} // namespace stamp::app
