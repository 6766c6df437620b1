// SPDX-License-Identifier: Apache-2.0
// A child process that outlives us by a moment: it does what needs a capability that we have given
// up, or what we cannot do any more because we were killed.
#pragma once

#include <functional>

#include <sys/types.h>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::bpf {

class CleanupChild {
public:
	// Forks; the child keeps CAP_NET_ADMIN and nothing else, and calls `clean` when this
	// process is gone or the CleanupChild destroyed. For a program of one thread.
	static Result<CleanupChild> start(const std::function<void()> &clean);

	CleanupChild(CleanupChild &&other) noexcept
		: alive_(std::move(other.alive_)), pid_(std::exchange(other.pid_, -1)) {}
	CleanupChild &operator=(CleanupChild &&) = delete;
	~CleanupChild(); // waits until the child has finished, for a limited time

private:
	CleanupChild(Fd alive, pid_t pid) : alive_(std::move(alive)), pid_(pid) {}

	Fd alive_; // the write end of a pipe: closing it starts the clean-up
	pid_t pid_;
};

} // namespace stamp::bpf
