// SPDX-License-Identifier: Apache-2.0
// Where an agent reports to: JSON Lines, and the log on stderr.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/agent/agent.h"
#include "base/outlet.h"
#include "base/result.h"
#include "render/json.h"

namespace stamp::cli {

class AgentOutput {
public:
	using NameOf = render::JsonRenderer::NameOf;

	// `output`: of the configuration. Without one there is the log alone.
	static Result<std::unique_ptr<AgentOutput>> open(const std::string &output, bool json_log);
	AgentOutput(const AgentOutput &) = delete;
	AgentOutput &operator=(const AgentOutput &) = delete;

	// Before anything is reported.
	void name_sessions(const NameOf &name_of);
	[[nodiscard]] app::AgentHandlers handlers();
	// Null: there is none.
	[[nodiscard]] Outlet *outlet() { return outlet_.get(); }
	void warning(const stats::Warning &warning);
	void log(const std::string &sentence);

private:
	explicit AgentOutput(std::string path);
	template <typename Report> void each(const Report &report);
	void state(const stats::AgentSession &session);
	void reopen();

	std::string path_; // of a file; empty: it is none
	NameOf name_of_;
	std::unique_ptr<Outlet> outlet_;
	std::optional<render::JsonRenderer> data_, log_;
};

} // namespace stamp::cli
