// SPDX-License-Identifier: Apache-2.0
// Looks now and then whether the kernel still has attached what a datapath needs there. The kernel
// does not report that a BPF link is detached, hence the clock.
#pragma once

#include <optional>
#include <string>

#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

// Several looks in the second within which it has to be noticed.
inline constexpr Duration hook_look_interval = std::chrono::milliseconds{400};

// Of what look() returns.
[[nodiscard]] std::string no_longer_attached(const std::string &what);

class HookWatch {
public:
	// What is missing, if anything is and a look was due: "egress program". A question that
	// the kernel did not answer is asked again.
	std::optional<std::string> look(const Attached &datapath, MonoTime now);
	// When one is due.
	[[nodiscard]] MonoTime next_look() const { return next_look_; }

private:
	MonoTime next_look_{};
};

// The account of one interface whose programs are detached: what is reported of it, and when to try
// again. Two programs that detach each other must not fill the log.
class DetachedNote {
public:
	// Warnings to report, if any.
	std::optional<stats::Warning> lost(const std::string &iface, const std::string &what,
					   MonoTime now);
	std::optional<stats::Warning> back(const std::string &iface, const std::string &hook);
	// Each reason once while it lasts.
	std::optional<stats::Warning> failed(const Error &why);

	[[nodiscard]] bool is_due(MonoTime now) const { return is_lost_ && now >= next_try_; }
	void tried(MonoTime now) { next_try_ = now + hook_look_interval; }
	// It is not to be attached again: its interface has gone.
	void forget() { *this = {}; }

private:
	bool is_lost_ = false;
	bool is_reported_ = false; // of this loss
	std::uint64_t more_ = 0;
	MonoTime next_warning_{}, next_try_{};
	std::string why_;
};

} // namespace stamp::session
