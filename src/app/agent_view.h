// SPDX-License-Identifier: Apache-2.0
// What others in the process see of a running agent, and ask of it: HTTP and discovery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "session/agent_spec.h"
#include "session/loop.h"
#include "stats/agent_report.h"

namespace stamp::app {

// In the thread of the loop alone. A task calls it, never another thread.
class AgentView {
public:
	virtual ~AgentView() = default;

	// Those that are there now, 0 up to sessions() - 1. A reload changes them, and so does
	// set_discovered(). One at a time: thousands would keep the loop too long.
	[[nodiscard]] virtual std::size_t sessions() const = 0;
	// Another number when session() has others, or in another order.
	[[nodiscard]] virtual std::uint64_t version() const = 0;
	[[nodiscard]] virtual stats::AgentSession session(std::size_t index) = 0;
	[[nodiscard]] virtual stats::AgentState state() const = 0;
	// What holds now.
	[[nodiscard]] virtual const session::AgentSpec &spec() const = 0;

	// As SIGHUP does, once the loop comes to it.
	virtual void reload() = 0;
	// All that this discovery wants measured from now on; those that are the same go on. Names
	// that are taken are left out, with a warning.
	virtual void set_discovered(const std::string &discovery,
				    std::vector<session::AgentSessionSpec> sessions) = 0;
};

// Something of the process that follows the configuration: the HTTP server, a discovery. It is a
// task of the loop, and serves others (is_done() is true).
class AgentPart : public session::Task {
public:
	// At the start and after each reload that succeeded, before run().
	virtual void configured(AgentView &agent) = 0;
	// A reload failed, and what held before goes on.
	virtual void refused(const Error & /*error*/) {}
	// What it has to say of itself.
	virtual void describe(stats::AgentState & /*state*/) const {}
};

} // namespace stamp::app
