// SPDX-License-Identifier: Apache-2.0
// What other threads see of an agent and ask of it. The loop gathers a snapshot in turns that are
// too short to delay a request of a session.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "app/agent_view.h"
#include "base/fd.h"
#include "base/result.h"

namespace stamp::app {

class Snapshots : public AgentPart {
public:
	using Snapshot = std::shared_ptr<const stats::AgentSnapshot>;

	// `configured`: in the loop's thread, with what holds from now on.
	static Result<std::unique_ptr<Snapshots>>
	create(std::function<void(const session::AgentSpec &)> configured);

	// These wait, and may be called by any thread but the loop's.
	// Begun after the call. Null: the loop does not come to it.
	[[nodiscard]] Snapshot take();
	// What became of it. ETIMEDOUT: the loop does not come to it.
	[[nodiscard]] Result<void> reload();

	// By any thread. Whether the loop has begun to run, and has run of late.
	[[nodiscard]] bool is_ready() const;
	[[nodiscard]] bool is_alive() const;
	// Nobody waits any more, now or later.
	void close();

	void configured(AgentView &agent) override;
	void refused(const Error &error) override;
	void add_descriptors(std::vector<pollfd> &fds) const override;
	session::NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return true; }

private:
	struct Outcome {
		std::uint64_t number = 0; // of the reload
		Error error;		  // code 0 and no words: none
		bool failed = false;
	};

	Snapshots(Fd bell, std::function<void(const session::AgentSpec &)> configured)
		: bell_(std::move(bell)), configured_(std::move(configured)) {}
	void ring() const;
	void end_reload(Outcome outcome);
	void begin();
	[[nodiscard]] bool gather(MonoTime until);

	Fd bell_; // wakes the loop
	std::function<void(const session::AgentSpec &)> configured_;

	mutable std::mutex mutex_;
	std::condition_variable changed_;
	bool is_closed_ = false;
	MonoTime last_run_ = MonoTime::min();
	std::uint64_t wanted_ = 0, begun_ = 0; // snapshots
	std::uint64_t ready_ = 0;	       // number of the latest
	Snapshot latest_;		       // until everybody who waited has it
	std::size_t waiting_ = 0;
	std::uint64_t reloads_wanted_ = 0, reloads_begun_ = 0;
	Outcome outcome_;

	// The loop's alone.
	AgentView *agent_ = nullptr;
	std::shared_ptr<stats::AgentSnapshot> gathered_; // null: none is gathered now
	std::uint64_t version_ = 0;			 // of the agent's sessions
};

} // namespace stamp::app
