// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <ctime>

namespace stamp::session::test {

// The mask of signals and what is pending, as they were before the test; meanwhile SIGHUP is not
// ignored, since nohup is for the person who runs the tests.
class KeepSignals {
public:
	KeepSignals() {
		sigemptyset(&ours_);
		for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP})
			sigaddset(&ours_, signal);
		sigprocmask(SIG_BLOCK, nullptr, &before_);
		hangup_ = std::signal(SIGHUP, SIG_DFL);
	}
	KeepSignals(const KeepSignals &) = delete;
	KeepSignals &operator=(const KeepSignals &) = delete;
	~KeepSignals() {
		const timespec at_once{};
		while (sigtimedwait(&ours_, nullptr, &at_once) > 0) {
		}
		sigprocmask(SIG_SETMASK, &before_, nullptr);
		std::signal(SIGHUP, hangup_);
	}

private:
	sigset_t ours_{}, before_{};
	void (*hangup_)(int) = SIG_DFL;
};

} // namespace stamp::session::test
