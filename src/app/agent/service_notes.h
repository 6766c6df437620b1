// SPDX-License-Identifier: Apache-2.0
// Reports to the service manager how the agent is: ready, reading its configuration, alive, ending.
#pragma once

#include "app/agent_view.h"
#include "net/service_manager.h"

namespace stamp::app {

class ServiceNotes : public AgentPart {
public:
	explicit ServiceNotes(net::ServiceManager manager) : manager_(std::move(manager)) {}

	void configured(AgentView &agent) override;
	void refused(const Error &error) override;
	void on_signal(int signal) override;
	session::NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return true; }

private:
	net::ServiceManager manager_;
	AgentView *agent_ = nullptr;
	bool is_ready_ = false, is_ending_ = false; // what the manager knows
	MonoTime next_sign_ = MonoTime::min();
};

} // namespace stamp::app
