// SPDX-License-Identifier: Apache-2.0
// What the tasks of a loop write, as a task: the loop never waits for a reader, polls for it with
// all else, and reports what could not be written.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/outlet.h"
#include "session/loop.h"
#include "session/signals.h"
#include "stats/report.h"
#include "time/clock.h"

namespace stamp::session {

class Outlets : public Task {
public:
	using Warn = std::function<void(const stats::Warning &)>;

	// Either outlet may be null. `output` is for data, `log` for stderr. A file that could not
	// be written is tried again, now and then. A warning when that begins, when lines are left
	// out because their reader is too far behind, and how many those were.
	explicit Outlets(Outlet *output = nullptr, Outlet *log = nullptr, Warn warn = {})
		: output_(output), log_(log), warn_(std::move(warn)) {}

	// Those whose readers are waited for.
	void add_descriptors(std::vector<pollfd> &fds) const override;
	NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return true; } // it serves others

private:
	void push();
	std::optional<stats::Warning> look(MonoTime now);

	Outlet *output_;
	Outlet *log_;
	Warn warn_;
	std::uint64_t reported_ = 0; // of the lines that were refused
	bool refuses_ = false, fails_ = false;
	MonoTime next_try_{};
};

enum class Flushed : std::uint8_t {
	done,	     // or it cannot be written at all
	stalled,     // its reader took nothing for a while, and we are asked to end
	interrupted, // asked a second time
};

// Until its reader has taken all, for as long as it wants, unless we are asked to end, or were
// (`is_asked`).
Flushed flush(Outlet &output, Signals &signals, bool is_asked);

} // namespace stamp::session
