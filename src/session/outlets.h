// SPDX-License-Identifier: Apache-2.0
// What a loop writes: it never waits for a reader, polls for it with all else, and tells what could
// not be written.
#pragma once

#include <optional>
#include <vector>

#include <poll.h>

#include "base/outlet.h"
#include "session/signals.h"
#include "stats/report.h"
#include "time/clock.h"

namespace stamp::session {

class Outlets {
public:
	// Either may be null. `output` is for data, `talk` for stderr.
	explicit Outlets(Outlet *output = nullptr, Outlet *talk = nullptr)
		: output_(output), talk_(talk) {}

	// Behind what is in there already: those whose readers are waited for.
	void add_to(std::vector<pollfd> &fds) const;
	void push();
	// A file that could not be written is tried again, now and then. A warning when that
	// begins, when lines are left out because their reader is too far behind, and how many
	// those were.
	std::optional<stats::Warning> look(MonoTime now);

private:
	Outlet *output_;
	Outlet *talk_;
	std::uint64_t told_ = 0; // of the lines that were refused
	bool refuses_ = false, fails_ = false;
	MonoTime next_try_{};
};

enum class Flushed : std::uint8_t {
	done,	     // or it cannot be written at all
	stalled,     // its reader took nothing for a while, and we are asked to end
	interrupted, // asked a second time
};

// Until its reader has taken all, for as long as it wants, unless somebody asks us to end, or did
// (`is_asked`).
Flushed flush(Outlet &output, Signals &signals, bool is_asked);

} // namespace stamp::session
