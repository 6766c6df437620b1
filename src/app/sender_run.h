// SPDX-License-Identifier: Apache-2.0
// A sender from its spec to its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/path_watch.h"
#include "app/sender_setup.h"
#include "base/result.h"
#include "session/outlets.h"
#include "session/plan.h"
#include "session/process_host.h"
#include "session/sender.h"
#include "session/spec.h"

namespace stamp::app {

class SenderRun {
public:
	// Judges the clock, reads the key, plans and binds; attaches nothing yet. `spec` outlives
	// the run.
	static Result<std::unique_ptr<SenderRun>> prepare(const session::SenderSpec &spec);
	// Attaches, and gives up every capability. Changes of the path are among its `events`.
	Result<void> start(session::SenderEvents events);
	// Until it is done. Only after start(), like what is below, but for the plan and the note.
	void run(session::Outlets &outlets);

	// One for each target.
	[[nodiscard]] std::vector<stats::Start> starts() const;
	// What a reader of the numbers has to know before the first of them.
	[[nodiscard]] std::vector<stats::Warning> warnings() const { return setup_.warnings(); }
	// For the log, before it starts.
	[[nodiscard]] std::optional<stats::Message> clock_note() const;
	[[nodiscard]] const session::SenderPlan &plan() const { return setup_.plan(); }
	[[nodiscard]] session::Sender &sender() { return *sender_; }
	// For what is left to do behind run().
	[[nodiscard]] session::Signals &signals() { return host_->signals(); }

private:
	SenderRun(const session::SenderSpec &spec, SenderSetup setup)
		: spec_(spec), setup_(std::move(setup)) {}

	const session::SenderSpec &spec_;
	SenderSetup setup_;
	std::unique_ptr<PathWatch> path_;
	std::unique_ptr<session::SenderDatapath> datapath_;
	std::unique_ptr<session::ProcessHost> host_;
	std::unique_ptr<session::Sender> sender_;
};

} // namespace stamp::app
