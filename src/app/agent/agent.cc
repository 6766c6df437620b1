// SPDX-License-Identifier: Apache-2.0
// The agent as a task: its start, its signals, its end, what others see of it.
#include "app/agent/agent.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "app/inspect/tallies.h"
#include "time/now.h"

namespace stamp::app {
namespace {

constexpr Duration look_interval = std::chrono::milliseconds{250};
constexpr Duration end_interval = std::chrono::milliseconds{20};

} // namespace

Agent::Agent(session::AgentSpec spec, ReadSpec read, AgentHandlers handlers, session::Host &host,
	     session::Loop &loop)
	: spec_(std::move(spec)), read_(std::move(read)), handlers_(std::move(handlers)),
	  host_(host), loop_(loop), reloaded_(utc_now()) {}

// Groups and reflectors are tasks of a loop that runs no more.
Agent::~Agent() = default;

void Agent::start() {
	for (const session::AgentReflectorSpec &one : spec_.reflectors)
		reflectors_.push_back(std::make_unique<Reflecting>(Reflecting{one, nullptr}));
	for (const session::AgentSessionSpec &one : spec_.sessions)
		add_session(one, {});
	const MonoTime now = host_.now();
	start_reflectors(now);
	place(now);
	next_report_ = now + spec_.report_interval;
	if (auto routes = net::RouteMonitor::open())
		routes_.emplace(std::move(routes).value());
}

Result<void> Agent::follow_names() {
	auto started = Resolver::start(spec_.resolve);
	if (!started)
		return std::move(started).error();
	resolver_.emplace(std::move(started).value());
	watch_names();
	return {};
}

void Agent::add(AgentPart &part) {
	parts_.push_back(&part);
	part.configured(*this);
	loop_.add(part);
}

std::string Agent::name_of(std::uint32_t id) const {
	const auto found = names_.find(id);
	return found == names_.end() ? std::string() : found->second;
}

void Agent::on_signal(int signal) {
	if (signal == SIGHUP) {
		wants_reload_ = true;
	} else if (signal == SIGQUIT) {
		for (const auto &session : sessions_)
			if (session->group)
				handlers_.log(
					session->spec.name + ": " +
					std::to_string(session->group->summary(session->id).sent) +
					" sent");
	} else {
		asked_to_stop_++;
	}
}

void Agent::on_links(const Result<session::LinkChanges> &) {
	paths_changed_ = true;
	for (const auto &session : sessions_)
		if (session->state == stats::SessionState::no_interface)
			session->next_try = MonoTime::min();
}

void Agent::reload() {
	wants_reload_ = true;
	run_soon();
}

// Every sender and reflector has the signal, too, and comes to its own end.
void Agent::end() {
	const bool all_done = std::all_of(groups_.begin(), groups_.end(), [](const auto &group) {
		return group->sender().is_done();
	});
	if (!all_done)
		return;
	report();
	is_done_ = true;
}

void Agent::report() {
	for (const auto &session : sessions_)
		if (session->group)
			handlers_.summary(session->group->summary(session->id));
}

session::NextRun Agent::run(MonoTime now) {
	if (is_done_)
		return {};
	if (asked_to_stop_ != 0 || !handlers_.good()) {
		end();
		return {now + end_interval};
	}
	if (std::exchange(wants_reload_, false))
		reload_now();
	bury_groups(now);
	start_reflectors(now);
	follow_paths(now);
	place(now);
	if (now >= next_report_)
		report();
	while (next_report_ <= now)
		next_report_ += spec_.report_interval;
	return {std::min(now + look_interval, next_report_)};
}

stats::AgentSession Agent::report_of(const Session &session) const {
	return {.name = session.spec.name,
		.labels = session.spec.labels,
		.target = session.spec.target.text(),
		.discovery = session.discovery,
		.state = session.state,
		.why = session.why,
		.iface = session.group ? session.group->key().iface : "",
		.hook = session.group ? session.group->hook() : "",
		.tally = {}};
}

stats::AgentSession Agent::session(std::size_t index) {
	const Session &session = *sessions_.at(index);
	stats::AgentSession report = report_of(session);
	if (!session.group)
		return report;
	const std::uint16_t number = session.group->session_of(session.id);
	stamp_published published{};
	published.tally = session.group->sender().tally(number);
	report.tally = tally_of(number, published);
	report.tally->target = report.target;
	return report;
}

stats::AgentState Agent::state() const {
	stats::AgentState state{spec_.name, reload_succeeded_, reloaded_, {}};
	for (const auto &one : reflectors_)
		if (one->run)
			for (stats::InterfaceStats &stats : one->run->counters())
				state.reflectors.push_back(std::move(stats));
	for (const AgentPart *part : parts_)
		part->describe(state);
	return state;
}

} // namespace stamp::app
