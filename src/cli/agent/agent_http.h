// SPDX-License-Identifier: Apache-2.0
// The HTTP server of an agent, as its configuration has it now.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/agent/probes.h"
#include "app/agent/snapshots.h"
#include "base/fd.h"
#include "base/result.h"
#include "http/server.h"
#include "session/agent_spec.h"

namespace stamp::cli {

class AgentHttp {
public:
	using Log = std::function<void(const std::string &)>;

	// Listens, and answers nobody yet. `log`: why a change of the configuration failed.
	static Result<std::unique_ptr<AgentHttp>> listen(const session::HttpSpec &spec, Log log);
	AgentHttp(const AgentHttp &) = delete;
	AgentHttp &operator=(const AgentHttp &) = delete;
	~AgentHttp();

	// Threads begin here, with what the caller may do.
	Result<void> start();
	[[nodiscard]] app::AgentPart &part() { return *snapshots_; }

private:
	explicit AgentHttp(Log log) : log_(std::move(log)) {}
	void configured(const session::AgentSpec &spec);
	void move_to(const session::HttpSpec &spec);
	Result<void> serve(Fd listener);
	void retire();

	Log log_;
	std::shared_ptr<app::Snapshots> snapshots_;
	std::shared_ptr<app::Probes> probes_ = std::make_shared<app::Probes>();
	std::string listen_; // empty: nowhere
	http::Security security_;
	Fd listener_; // until it starts
	bool is_started_ = false;
	std::unique_ptr<http::Server> server_;
};

} // namespace stamp::cli
