// SPDX-License-Identifier: Apache-2.0
// The process of an agent, from its configuration to its end.
#pragma once

#include <memory>

#include "app/agent/agent.h"
#include "session/outlets.h"
#include "session/process_host.h"

namespace stamp::app {

class AgentRun {
public:
	// Starts what can start, and gives up what is not needed to start the rest. `made` is
	// called before anything is reported.
	static Result<std::unique_ptr<AgentRun>>
	create(session::AgentSpec spec, ReadSpec read, AgentHandlers handlers,
	       const std::function<void(const Agent &)> &made);
	AgentRun(const AgentRun &) = delete;
	AgentRun &operator=(const AgentRun &) = delete;

	// Until a signal ends it.
	void run(session::Outlets &outlets);
	[[nodiscard]] Agent &agent() { return *agent_; }
	// For what is left to do behind run().
	[[nodiscard]] session::Signals &signals() { return host_->signals(); }

private:
	AgentRun(std::unique_ptr<session::ProcessHost> host) : host_(std::move(host)) {}

	std::unique_ptr<session::ProcessHost> host_;
	session::Loop loop_{*host_};
	std::unique_ptr<Agent> agent_;
};

} // namespace stamp::app
