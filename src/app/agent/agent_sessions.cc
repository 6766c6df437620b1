// SPDX-License-Identifier: Apache-2.0
// Where the sessions of an agent go: into the group of their settings and their way.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "app/agent/agent.h"
#include "app/agent/waiting.h"

namespace stamp::app {
namespace {

using stats::SessionState;

constexpr Duration retry_interval = std::chrono::seconds{1};
constexpr Duration slow_retry_interval = std::chrono::seconds{5}; // what costs more
constexpr Duration path_interval = std::chrono::seconds{1};

} // namespace

void Agent::set_state(Session &session, SessionState state, const std::string &why) {
	const bool is_new = session.state != state || session.why != why;
	session.state = state;
	session.why = why;
	if (is_new && state != SessionState::starting)
		handlers_.state(report_of(session));
}

void Agent::wait(Session &session, const Error &error, MonoTime now) {
	const SessionState state = state_of(error);
	const bool is_cheap =
		state == SessionState::no_interface || state == SessionState::no_route;
	session.next_try = now + (is_cheap ? retry_interval : slow_retry_interval);
	set_state(session, state, error.text());
}

Resolver::Name Agent::name_for(const Session &session) const {
	return {session.spec.target.host,
		session.spec.iface == "auto" ? std::string() : session.spec.iface,
		family_of(session.spec.profile.settings)};
}

void Agent::watch_names() {
	if (!resolver_)
		return;
	std::set<Resolver::Name> names;
	for (const auto &session : sessions_)
		if (!net::Address::parse(session->spec.target.host))
			names.insert(name_for(*session));
	resolver_->follow(std::move(names), spec_.resolve);
}

// EAGAIN: nobody has answered yet.
Result<std::vector<net::Address>> Agent::addresses_of(const Session &session) const {
	const std::string &host = session.spec.target.host;
	if (auto address = net::Address::parse(host))
		return std::vector<net::Address>{std::move(address).value()};
	else if (address.error().code == ENODEV)
		return address.error();
	if (!resolver_)
		return Error{EAGAIN, "resolve " + host};
	auto found = resolver_->addresses(name_for(session));
	if (!found)
		return Error{EAGAIN, "resolve " + host};
	if (!*found)
		return Error{0, found->error().text(), {}, Reason::unknown_host};
	return *std::move(found);
}

Result<Way> Agent::find(const Session &session) const {
	const auto addresses = addresses_of(session);
	if (!addresses)
		return addresses.error();
	const session::SenderSpec &spec = session.spec.profile.settings;
	std::optional<net::Interface> iface;
	if (session.spec.iface != "auto") {
		auto named = host_.interface(session.spec.iface);
		if (!named)
			return std::move(named).error();
		if (!named->is_set_up())
			return Error{ENETDOWN, "interface " + session.spec.iface};
		iface = std::move(named).value();
	}
	return best_way(spec, *addresses, session.spec.target.port.value_or(spec.dest_port),
			iface ? &*iface : nullptr, spec.first_source_port());
}

Result<GroupKey> Agent::key_of(const Session &session, const Way &way) const {
	const bool is_named = session.spec.iface != "auto";
	const auto iface =
		is_named ? host_.interface(session.spec.iface) : host_.interface(way.ifindex);
	if (!iface)
		return iface.error();
	return GroupKey{session.spec.profile.words, iface->name, !is_named && way.is_local,
			way.target.address.is_v4()};
}

void Agent::up(Session &session, SenderGroup &group) {
	session.group = &group;
	set_state(session, SessionState::up);
	handlers_.start(group.start_of(session.id, session.spec.target.host));
}

GroupEvents Agent::group_events() {
	return {.packet = handlers_.packet,
		.warning = handlers_.warning,
		.removed =
			[this](const stats::Summary &summary) {
				handlers_.summary(summary);
				const auto named = by_name_.find(name_of(summary.session));
				if (named == by_name_.end() || named->second->id != summary.session)
					names_.erase(summary.session);
			},
		.good = handlers_.good};
}

void Agent::place(Session &session, Pending &pending, MonoTime now) {
	const auto way = find(session);
	if (!way && way.error().code == EAGAIN)
		return;
	if (!way)
		return wait(session, way.error(), now);
	const auto key = key_of(session, *way);
	if (!key)
		return wait(session, key.error(), now);
	session.way = *way;
	PendingGroup &others = pending[*key];
	bool is_taken = others.targets.contains(way->target);
	SenderGroup *room = nullptr;
	for (const auto &group : groups_) {
		if (group->key() != *key || group->sender().is_done())
			continue;
		is_taken |= group->has_target(way->target);
		if (!room && group->has_room())
			room = group.get();
	}
	if (is_taken) {
		session.next_try = now + retry_interval;
		return set_state(session, SessionState::same_target,
				 way->target.text() +
					 " is measured by another session with these settings");
	}
	if (!room) {
		others.members.push_back(&session);
		others.targets.insert(way->target);
		return;
	}
	const std::string &host = session.spec.target.host;
	if (auto added = room->add({session.id, host, *way}); added)
		up(session, *room);
	else if (added.error().code == ESHUTDOWN) // it begins, or ends
		session.next_try = now;
	else
		wait(session, added.error(), now);
}

void Agent::start_group(const GroupKey &key, const std::vector<Session *> &members, MonoTime now) {
	std::vector<SenderGroup::Member> all;
	for (const Session *one : members)
		all.push_back({one->id, one->spec.target.host, one->way});
	auto group = SenderGroup::start(members.front()->spec.profile.settings, key, all,
					group_events(), host_);
	if (!group) {
		for (Session *one : members)
			wait(*one, group.error(), now);
		return;
	}
	groups_.push_back(std::move(group).value());
	loop_.add(groups_.back()->sender());
	for (Session *one : members)
		up(*one, *groups_.back());
	for (const stats::Warning &warning : groups_.back()->warnings())
		handlers_.warning(warning);
}

void Agent::place(MonoTime now) {
	Pending pending;
	for (const auto &session : sessions_)
		if (!session->group && session->next_try <= now)
			place(*session, pending, now);
	for (const auto &[key, group] : pending) {
		const std::vector<Session *> &members = group.members;
		for (std::size_t at = 0; at < members.size(); at += STAMP_MAX_TARGETS) {
			const std::size_t end =
				std::min<std::size_t>(members.size(), at + STAMP_MAX_TARGETS);
			start_group(key,
				    {members.begin() + static_cast<std::ptrdiff_t>(at),
				     members.begin() + static_cast<std::ptrdiff_t>(end)},
				    now);
		}
	}
}

// Those that failed, whose sessions wait again, and those that nobody is in any more.
void Agent::bury_groups(MonoTime now) {
	std::erase_if(groups_, [&](const std::unique_ptr<SenderGroup> &group) {
		session::Sender &sender = group->sender();
		if (!sender.is_done() && !group->is_empty())
			return false;
		for (const auto &session : sessions_) {
			if (session->group != group.get())
				continue;
			handlers_.summary(group->summary(session->id));
			session->group = nullptr;
			const auto ending = sender.ending();
			wait(*session, ending ? Error{0, "the sender ended"} : ending.error(), now);
		}
		loop_.remove(sender);
		return true;
	});
}

void Agent::follow_path(Session &session) {
	const auto way = find(session);
	if (!way) // when requests cannot leave, the sender reports it
		return;
	const auto key = key_of(session, *way);
	if (!key)
		return;
	const net::Address &address = session.way.target.address;
	const auto addresses = addresses_of(session);
	const bool has_moved = addresses && std::find(addresses->begin(), addresses->end(),
						      address) == addresses->end();
	const bool is_elsewhere =
		way->target.address == address && key->iface != session.group->key().iface;
	if (!has_moved && !is_elsewhere)
		return;
	handlers_.warning({has_moved ? stats::Message{stats::Kind::name_changed,
						      {session.spec.target.host,
						       way->target.address.text(), address.text()}}
				     : stats::Message{stats::Kind::route_changed,
						      {session.spec.target.host, key->iface,
						       session.group->key().iface}},
			   session.id});
	leave(session);
	session.next_try = MonoTime::min();
}

// Not for each message of a router that learns a full table.
void Agent::follow_paths(MonoTime now) {
	paths_changed_ |= routes_ && routes_->has_changed();
	if (resolver_ && resolver_->version() != names_version_) {
		names_version_ = resolver_->version();
		paths_changed_ = true;
		for (const auto &session : sessions_)
			if (session->state == SessionState::unknown_host)
				session->next_try = MonoTime::min();
	}
	if (!paths_changed_ || now < next_paths_)
		return;
	paths_changed_ = false;
	next_paths_ = now + path_interval;
	for (const auto &session : sessions_)
		if (session->group)
			follow_path(*session);
}

} // namespace stamp::app
