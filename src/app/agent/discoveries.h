// SPDX-License-Identifier: Apache-2.0
// The discoveries of an agent: what they find becomes sessions.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/agent_view.h"
#include "base/fd.h"
#include "base/result.h"
#include "discovery/watch.h"

namespace stamp::app {

class Discoveries : public AgentPart {
public:
	using Log = std::function<void(const std::string &)>;

	static Result<std::unique_ptr<Discoveries>> create(Log log);

	void configured(AgentView &agent) override;
	void describe(stats::AgentState &state) const override;
	void add_descriptors(std::vector<pollfd> &fds) const override;
	session::NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return true; }

private:
	struct Running {
		session::DiscoverySpec spec;
		discovery::Watch watch;
		std::uint64_t version = 0; // that the agent has
		discovery::Watch::Findings findings = {};
		std::size_t peers = 0;
	};

	Discoveries(Fd bell, Log log) : bell_(std::move(bell)), log_(std::move(log)) {}
	void start(const session::DiscoverySpec &spec);
	void apply(Running &one);
	void report(const Running &one, const std::optional<Error> &before);

	Fd bell_; // outlives the watches
	Log log_;
	AgentView *agent_ = nullptr;
	std::vector<std::unique_ptr<Running>> running_;
};

} // namespace stamp::app
