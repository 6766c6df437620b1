// SPDX-License-Identifier: Apache-2.0
// What an agent has to do, and how it changes: sessions and reflectors that are the same go on
// untouched.
#include <algorithm>
#include <set>
#include <utility>

#include "app/agent/agent.h"
#include "time/now.h"

namespace stamp::app {
namespace {

bool is_same(const session::AgentSessionSpec &one, const session::AgentSessionSpec &other) {
	return one.target.host == other.target.host && one.target.port == other.target.port &&
	       one.iface == other.iface && one.profile.words == other.profile.words;
}

bool is_same(const session::AgentReflectorSpec &one, const session::AgentReflectorSpec &other) {
	return one.settings.ifaces == other.settings.ifaces && one.words == other.words;
}

} // namespace

Agent::Session &Agent::add_session(session::AgentSessionSpec spec, const std::string &discovery) {
	auto session = std::make_unique<Session>(Session{std::move(spec), next_id_++, discovery});
	names_[session->id] = session->spec.name;
	by_name_[session->spec.name] = session.get();
	sessions_.push_back(std::move(session));
	return *sessions_.back();
}

// Out of its group; the summary follows when the last requests are decided.
void Agent::leave(Session &session) {
	if (session.group)
		session.group->remove(session.id);
	session.group = nullptr;
}

void Agent::keep_only(const std::string &discovery, std::vector<session::AgentSessionSpec> wanted) {
	version_++;
	std::map<std::string, session::AgentSessionSpec> by_name;
	for (session::AgentSessionSpec &one : wanted)
		by_name.try_emplace(one.name, std::move(one));
	std::erase_if(sessions_, [&](const std::unique_ptr<Session> &session) {
		if (session->discovery != discovery)
			return false;
		const auto found = by_name.find(session->spec.name);
		if (found != by_name.end() && is_same(session->spec, found->second)) {
			session->spec = std::move(found->second); // its labels may be others
			by_name.erase(found);
			return false;
		}
		leave(*session);
		by_name_.erase(session->spec.name);
		return true;
	});
	for (auto &[name, one] : by_name) {
		const auto taken = by_name_.find(name);
		if (taken == by_name_.end())
			add_session(std::move(one), discovery);
		else
			handlers_.log("discovery " + discovery + ": there is a session '" + name +
				      "' already");
	}
}

void Agent::take(session::AgentSpec spec, UtcTime now) {
	stop_reflectors(spec.reflectors);
	for (const session::AgentReflectorSpec &one : spec.reflectors)
		if (std::none_of(reflectors_.begin(), reflectors_.end(),
				 [&](const auto &other) { return is_same(one, other->spec); }))
			reflectors_.push_back(
				std::make_unique<Reflecting>(Reflecting{one, nullptr}));
	std::set<std::string> discoveries = {""};
	for (const session::DiscoverySpec &one : spec.discoveries)
		discoveries.insert(one.name);
	std::set<std::string> gone;
	for (const auto &session : sessions_)
		if (!discoveries.contains(session->discovery))
			gone.insert(session->discovery);
	for (const std::string &discovery : gone)
		keep_only(discovery, {});
	keep_only({}, spec.sessions);
	if (spec.report_interval != spec_.report_interval)
		next_report_ = host_.now() + spec.report_interval;
	if (spec.output != spec_.output)
		handlers_.log("output changes with the next start");
	spec_ = std::move(spec);
	reloaded_ = now;
	watch_names();
	for (AgentPart *part : parts_)
		part->configured(*this);
}

void Agent::reload_now() {
	if (handlers_.reopen)
		handlers_.reopen();
	auto spec = read_();
	reload_succeeded_ = static_cast<bool>(spec);
	if (!spec) {
		handlers_.log("the configuration is not changed: " + spec.error().text());
		for (AgentPart *part : parts_)
			part->refused(spec.error());
		return;
	}
	take(std::move(spec).value(), utc_now());
	handlers_.log("the configuration was read again: " + std::to_string(sessions_.size()) +
		      (sessions_.size() == 1 ? " session" : " sessions"));
}

void Agent::set_discovered(const std::string &discovery,
			   std::vector<session::AgentSessionSpec> sessions) {
	keep_only(discovery, std::move(sessions));
	watch_names();
	run_soon();
}

void Agent::stop_reflectors(const std::vector<session::AgentReflectorSpec> &wanted) {
	std::erase_if(reflectors_, [&](const std::unique_ptr<Reflecting> &one) {
		if (std::any_of(wanted.begin(), wanted.end(),
				[&](const auto &other) { return is_same(one->spec, other); }))
			return false;
		if (one->run)
			loop_.remove(one->run->task());
		return true;
	});
}

} // namespace stamp::app
