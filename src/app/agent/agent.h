// SPDX-License-Identifier: Apache-2.0
// Many sessions and reflectors as tasks of one loop, by a configuration that may be read again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/agent/resolver.h"
#include "app/agent/sender_group.h"
#include "app/agent_view.h"
#include "app/reflector_run.h"
#include "net/route_monitor.h"
#include "session/host.h"
#include "session/loop.h"

namespace stamp::app {

struct AgentHandlers {
	std::function<void(const stats::Start &)> start;
	std::function<void(const stats::Packet &)> packet; // empty: nobody wants them
	std::function<void(const stats::Warning &)> warning;
	std::function<void(const stats::Summary &)> summary;
	std::function<void(const stats::AgentSession &)> state; // it is up, waits, or has gone
	std::function<void(const stats::Listening &)> listening;
	std::function<void(const std::string &)> log; // a sentence
	std::function<bool()> good;		      // false: nobody reads the output any more
	std::function<void()> reopen;		      // the output, on SIGHUP
};

// The configuration as it is now; an error has the whole complaint.
using ReadSpec = std::function<Result<session::AgentSpec>()>;

class Agent : public session::Task, public AgentView {
public:
	Agent(session::AgentSpec spec, ReadSpec read, AgentHandlers handlers, session::Host &host,
	      session::Loop &loop);
	Agent(const Agent &) = delete;
	Agent &operator=(const Agent &) = delete;
	~Agent() override;

	// Starts what can start now. Once, before the loop runs.
	void start();
	// From now on names are resolved: in a thread, which has the capabilities of the caller.
	Result<void> follow_names();
	// Configured now, and with each reload. It outlives the agent, and is no task yet.
	void add(AgentPart &part);
	// Of a report; empty: it has gone for good.
	[[nodiscard]] std::string name_of(std::uint32_t id) const;
	[[nodiscard]] bool is_interrupted() const { return asked_to_stop_ > 1; }

	session::NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return is_done_; }
	void on_signal(int signal) override;
	void on_links(const Result<session::LinkChanges> &changes) override;

	[[nodiscard]] std::size_t sessions() const override { return sessions_.size(); }
	[[nodiscard]] std::uint64_t version() const override { return version_; }
	[[nodiscard]] stats::AgentSession session(std::size_t index) override;
	[[nodiscard]] stats::AgentState state() const override;
	[[nodiscard]] const session::AgentSpec &spec() const override { return spec_; }
	void reload() override;
	void set_discovered(const std::string &discovery,
			    std::vector<session::AgentSessionSpec> sessions) override;

private:
	struct Session {
		session::AgentSessionSpec spec;
		std::uint32_t id;
		std::string discovery = {};
		stats::SessionState state = stats::SessionState::starting;
		std::string why = {};
		SenderGroup *group = nullptr;
		Way way = {};
		MonoTime next_try = MonoTime::min();
	};
	using Sessions = std::vector<std::unique_ptr<Session>>;
	struct PendingGroup { // that is to be started
		std::vector<Session *> members;
		std::set<net::Endpoint> targets; // of them
	};
	using Pending = std::map<GroupKey, PendingGroup>;
	struct Reflecting {
		session::AgentReflectorSpec spec;
		std::unique_ptr<ReflectorRun> run; // null: it waits
		std::string why = {};
		MonoTime next_try = MonoTime::min();
	};

	void take(session::AgentSpec spec, UtcTime now);
	void reload_now();
	Session &add_session(session::AgentSessionSpec spec, const std::string &discovery);
	void keep_only(const std::string &discovery, std::vector<session::AgentSessionSpec> wanted);
	void leave(Session &session);
	void set_state(Session &session, stats::SessionState state, const std::string &why = {});
	void wait(Session &session, const Error &error, MonoTime now);
	[[nodiscard]] stats::AgentSession report_of(const Session &session) const;

	[[nodiscard]] Resolver::Name name_for(const Session &session) const;
	[[nodiscard]] Result<std::vector<net::Address>> addresses_of(const Session &session) const;
	[[nodiscard]] Result<Way> find(const Session &session) const;
	[[nodiscard]] Result<GroupKey> key_of(const Session &session, const Way &way) const;
	void place(MonoTime now);
	void place(Session &session, Pending &pending, MonoTime now);
	void start_group(const GroupKey &key, const std::vector<Session *> &members, MonoTime now);
	[[nodiscard]] GroupEvents group_events();
	void up(Session &session, SenderGroup &group);
	void bury_groups(MonoTime now);
	void follow_paths(MonoTime now);
	void follow_path(Session &session);
	void watch_names();

	void start_reflectors(MonoTime now);
	void stop_reflectors(const std::vector<session::AgentReflectorSpec> &wanted);
	[[nodiscard]] ReflectorHandlers reflector_handlers();

	void report(); // of all that are up
	void end();

	session::AgentSpec spec_;
	ReadSpec read_;
	AgentHandlers handlers_;
	session::Host &host_;
	session::Loop &loop_;
	Sessions sessions_;
	std::map<std::string, Session *> by_name_;
	std::map<std::uint32_t, std::string> names_; // also of those that leave
	std::uint32_t next_id_ = 1;
	std::vector<std::unique_ptr<SenderGroup>> groups_;
	std::vector<std::unique_ptr<Reflecting>> reflectors_;
	std::vector<AgentPart *> parts_;
	std::optional<Resolver> resolver_;
	std::optional<net::RouteMonitor> routes_;
	std::uint64_t names_version_ = 0, version_ = 0;
	MonoTime next_report_ = MonoTime::max(), next_paths_{};
	UtcTime reloaded_{};
	bool reload_succeeded_ = true, wants_reload_ = false, paths_changed_ = false;
	int asked_to_stop_ = 0;
	bool is_done_ = false;
};

} // namespace stamp::app
