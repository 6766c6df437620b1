// SPDX-License-Identifier: Apache-2.0
#include "app/path_watch.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "app/way.h"
#include "net/iface.h"
#include "net/route.h"
#include "session/flow.h"

namespace stamp::app {
namespace {

constexpr Duration look_interval = std::chrono::milliseconds{250};

std::string joined(const std::vector<net::Address> &addresses) {
	std::string text;
	for (const net::Address &address : addresses)
		text += (text.empty() ? "" : ", ") + address.text();
	return text;
}

template <typename T> std::optional<T> or_log(Result<T> started) {
	if (!started) {
		spdlog::debug("changes of the path are not reported: {}", started.error().text());
		return std::nullopt;
	}
	return std::optional<T>(std::move(started).value());
}

} // namespace

PathWatch::PathWatch(const session::SenderSpec &spec, const session::SenderPlan &plan,
		     Changed changed)
	: spec_(spec), plan_(plan), changed_(std::move(changed)) {
	for (std::size_t i = 0; i < plan.targets.size(); i++)
		targets_.push_back({.to = plan.targets[i].to,
				    .host = spec.targets[i].host,
				    .name = {},
				    .reported_route = plan.iface.index});
}

std::unique_ptr<PathWatch> PathWatch::start(const session::SenderSpec &spec,
					    const session::SenderPlan &plan, Changed changed) {
	std::unique_ptr<PathWatch> watch(new PathWatch(spec, plan, std::move(changed)));
	const bool by_route = spec.iface == "auto";
	std::vector<net::WatchedName> names;
	for (Target &target : watch->targets_) {
		if (net::Address::parse(target.host))
			continue;
		target.name = names.size();
		names.push_back({target.host, by_route ? "" : plan.iface.name, family_of(spec)});
	}
	if (by_route)
		watch->routes_ = or_log(net::RouteMonitor::open());
	if (!names.empty())
		watch->names_ = or_log(net::NameWatch::start(std::move(names)));
	return watch;
}

void PathWatch::look_at_routes() {
	for (std::size_t i = 0; i < targets_.size(); i++) {
		Target &target = targets_[i];
		const net::Flow flow =
			session::flow_of(spec_, 0, plan_.source_port, target.to.port);
		const auto route = net::route_to(target.to.address, flow);
		// That there is none is reported when requests cannot leave.
		if (!route || route->index == target.reported_route)
			continue;
		target.reported_route = route->index;
		if (route->index != plan_.iface.index)
			changed_({session::PathChange::Kind::route, static_cast<std::uint16_t>(i),
				  target.to.text(), route->iface, plan_.iface.name});
	}
}

void PathWatch::look_at_names() {
	const auto addresses = names_->addresses();
	for (std::size_t i = 0; i < targets_.size(); i++) {
		Target &target = targets_[i];
		if (!target.name || addresses[*target.name].empty())
			continue;
		const auto &now = addresses[*target.name];
		const bool is_there =
			std::find(now.begin(), now.end(), target.to.address) != now.end();
		if (!std::exchange(target.has_moved, !is_there) && !is_there)
			changed_({session::PathChange::Kind::name, static_cast<std::uint16_t>(i),
				  target.host, joined(now), target.to.address.text()});
	}
}

// By the clock: a router that learns a full table says more than is worth a wake-up each.
session::NextRun PathWatch::run(MonoTime now) {
	if (routes_ && routes_->has_changed())
		look_at_routes();
	if (names_)
		look_at_names();
	return {routes_ || names_ ? now + look_interval : MonoTime::max()};
}

} // namespace stamp::app
